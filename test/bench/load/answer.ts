/** An answer to a request: its status, how many bytes its body has, and how that begins. */
export interface Answer {
  readonly status: number
  readonly length: number
  readonly beginning: string
}

const headEnd = '\r\n\r\n'

/** How much of a body is kept. */
const shown = 300

/** Reads the answers that come on one connection, each to the end before the next is asked for; undefined until one is whole. */
export function answerReader(): (chunk: Buffer) => Answer | undefined {
  let held: Buffer | undefined
  let answer: Answer | undefined
  let missing = 0
  return (chunk) => {
    if (answer) {
      missing -= chunk.length
      const rest = shown - answer.beginning.length
      if (rest > 0) answer = { ...answer, beginning: answer.beginning + chunk.toString('latin1', 0, rest) }
    } else {
      const bytes = held ? Buffer.concat([held, chunk]) : chunk
      const end = bytes.indexOf(headEnd)
      if (end < 0) {
        held = bytes
        return undefined
      }
      held = undefined
      const start = end + headEnd.length
      const head = bytes.toString('latin1', 0, end)
      const status = Number(head.slice(9, 12))
      const length = lengthIn(head, status)
      answer = { status, length, beginning: bytes.toString('latin1', start, start + shown) }
      missing = start + length - bytes.length
    }
    if (missing > 0) return undefined
    if (missing < 0) throw new Error('more was answered than was asked for')
    const whole = answer
    answer = undefined
    return whole
  }
}

function lengthIn(head: string, status: number): number {
  if (status === 204 || status === 304) return 0
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`an answer does not say how long it is: ${head}`)
  return Number(length)
}
