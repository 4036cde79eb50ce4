import { connect } from 'node:net'

export interface RawAnswer {
  readonly status: number
  readonly head: string
  readonly text: string
}

/** Sends bytes as they are, part by part, and reads one answer; `hangUp` closes the connection behind the last part instead. */
export function raw(port: number, parts: readonly (string | Uint8Array)[], hangUp = false): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let received = ''
    const deadline = setTimeout(() => socket.destroy(new Error('no answer came in time')), 5_000)
    const done = () => {
      clearTimeout(deadline)
      socket.destroy()
      const [head = '', text = ''] = received.split('\r\n\r\n', 2)
      resolve({ status: Number(head.split(' ')[1]), head, text })
    }
    socket.setEncoding('utf8')
    socket.on('data', (data) => {
      received += data
      const [head = '', text] = received.split('\r\n\r\n', 2)
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
      if (text !== undefined && Buffer.byteLength(text) >= length) done()
    })
    socket.on('error', reject)
    socket.on('end', done)
    socket.on('connect', () => {
      for (const part of parts) socket.write(part)
      if (hangUp) socket.end(done)
    })
  })
}

/** The head of a request. */
export function head(line: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ host: 'scim.harbor.example', ...headers }).map(([name, value]) => `${name}: ${value}`)
  return `${line} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
}

export const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
