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

/** Only white space changes: numbers too long for JavaScript and repeated keys stay as they were sent. */
function layOut(text: string): string | undefined {
  if (!isJson(text)) return undefined
  let laidOut = ''
  let depth = 0
  let opened = false
  for (const [token] of text.matchAll(lexemes)) {
    const closes = token === '}' || token === ']'
    if (closes) depth -= 1
    if (opened !== closes) laidOut += lineBreak(depth)
    laidOut += token
    opened = token === '{' || token === '['
    if (opened) depth += 1
    if (token === ',') laidOut += lineBreak(depth)
    if (token === ':') laidOut += ' '
  }
  return laidOut
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const lexemes = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

function lineBreak(depth: number): string {
  return `\n${'  '.repeat(Math.min(depth, 30))}`
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
