import { connect, createServer, type Socket } from 'node:net'

/** A way to a server that can go silent, as a network does that loses every packet, or be cut. */
export interface Wire {
  readonly port: number
  /** Nothing gets through from now on, and nobody is told. */
  freeze(): void
  /** The same for the connections there are; new ones are as good as ever. */
  forget(): void
  thaw(): void
  /** Ends all connections. */
  cut(): void
  /** Passes the next message with this text on, and ends its connection before it can be answered. Settles when it has. */
  cutBehind(text: string): Promise<void>
  close(): Promise<void>
}

export async function wire(target: number): Promise<Wire> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let isFrozen = false
  let fuse: { readonly text: string; blow(): void } | undefined
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    const pair = [near, far] as const
    pairs.add(pair)
    near.on('data', (data) => {
      far.write(data)
      if (!fuse || !data.includes(fuse.text)) return
      far.removeAllListeners('data').resume()
      near.destroy()
      fuse.blow()
      fuse = undefined
    })
    far.on('data', (data) => near.write(data))
    for (const [from, to] of [pair, [far, near] as const]) {
      // What was passed on still arrives.
      from.on('close', () => to.end())
      from.on('error', () => to.end())
    }
    near.on('close', () => pairs.delete(pair))
    if (isFrozen) for (const socket of pair) socket.pause()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const all = () => [...pairs].flat()
  const forget = () => {
    for (const socket of all()) socket.pause()
  }
  const cut = () => {
    for (const socket of all()) socket.destroy()
  }
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    freeze() {
      isFrozen = true
      forget()
    },
    forget,
    thaw() {
      isFrozen = false
      for (const socket of all()) socket.resume()
    },
    cut,
    cutBehind: (text) =>
      new Promise((blow) => {
        fuse = { text, blow }
      }),
    async close() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
