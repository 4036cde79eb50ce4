import type { Progress } from './phase'

type Stream = { readonly isTTY?: boolean; readonly write: (text: string) => unknown }

const width = 30

/** Draws one bar per phase, again and again on the same line; nothing at all where nobody sees it. */
export function progressBar(stream: Stream): (progress: Progress) => void {
  if (!stream.isTTY) return () => {}
  let drawn = ''
  return ({ phase, done, total }) => {
    const filled = Math.floor((done / total) * width)
    const percent = Math.floor((done / total) * 100)
    const line = `\r${phase.padEnd(20)} [${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${percent} % of ${total}`
    if (line !== drawn) stream.write(line)
    if (done === total) stream.write('\n')
    drawn = line
  }
}
