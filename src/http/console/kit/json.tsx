import { CodeBlock } from './code'

type JsonProps = {
  readonly text: string
  readonly label?: string
  readonly copyId?: string
}

/** JSON laid out to be read; what is not JSON is shown as it is. */
export function Json({ text, label = 'JSON', copyId }: JsonProps) {
  const laidOut = layOut(text)
  if (laidOut === undefined) return <CodeBlock text={text} label={label} copyId={copyId} wrap />
  return (
    <CodeBlock text={laidOut} label={label} copyId={copyId} wrap>
      {laidOut.length > 50_000 ? laidOut : pieces(laidOut)}
    </CodeBlock>
  )
}

function layOut(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return undefined
  }
}

/** Strings, keys and literals get a class each; the text stays the same. */
function pieces(text: string) {
  return text.split(tokens).map((piece, index) => {
    if (index % 2 === 0) return piece
    const kind = piece.startsWith('"') ? (piece.endsWith(':') ? 'json-key' : 'json-string') : 'json-literal'
    return (
      <span key={index} class={kind}>
        {piece}
      </span>
    )
  })
}

const tokens = /("(?:[^"\\]|\\.)*":?|\b(?:true|false|null)\b|-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)/
