import { connect, createServer, type Socket } from 'node:net'

/** What stands between many clients and few connections to PostgreSQL, each of which it lends for one transaction. */
export interface Pooler {
  /** The database's URL by way of it. */
  readonly url: string
  /** How often a connection was lent to another client than the time before. */
  readonly changes: number
  close(): Promise<void>
}

interface Backend {
  readonly socket: Socket
  /** What the server said when it let us in, which every client is told. */
  readonly greeting: Buffer
  receive: (message: Buffer) => void
  borrower?: Socket
}

const [sync, query, terminate, readyForQuery, idle] = [...'SQXZI'].map((letter) => letter.charCodeAt(0))

/** For a database that asks nobody for a password. */
export async function pooler(databaseUrl: string, most: number): Promise<Pooler> {
  const target = new URL(databaseUrl)
  const backends = await Promise.all(Array.from({ length: most }, () => backend(target)))
  const free = [...backends]
  const waiting: ((backend: Backend) => void)[] = []
  const clients = new Set<Socket>()
  let changes = 0

  function giveBack(backend: Backend): void {
    const next = waiting.shift()
    if (next) next(backend)
    else free.push(backend)
  }

  /** The one that has been free for the longest, so that clients do get each other's. */
  function borrow(): Promise<Backend> {
    const backend = free.shift()
    return backend ? Promise.resolve(backend) : new Promise((resolve) => waiting.push(resolve))
  }

  function attend(client: Socket): void {
    const read = messages(false)
    let isGreeted = false
    let borrowed: Backend | undefined
    let owed = 0
    let passed = Promise.resolve()

    function receive(message: Buffer): void {
      client.write(message)
      if (message[0] !== readyForQuery || --owed > 0 || message[5] !== idle || !borrowed) return
      const backend = borrowed
      borrowed = undefined
      giveBack(backend)
    }

    async function pass(message: Buffer): Promise<void> {
      if (!borrowed) {
        borrowed = await borrow()
        if (borrowed.borrower !== client) changes++
        borrowed.borrower = client
        borrowed.receive = receive
      }
      if (message[0] === sync || message[0] === query) owed++
      borrowed.socket.write(message)
    }

    clients.add(client)
    client.on('data', (data) => {
      for (const message of read(data)) {
        if (!isGreeted) client.write(backends[0]?.greeting ?? '')
        else if (message[0] === terminate) client.end()
        else passed = passed.then(() => pass(message))
        isGreeted = true
      }
    })
    client.on('error', () => client.destroy())
    client.on('close', () => clients.delete(client))
  }

  const server = createServer(attend)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  target.port = String(typeof address === 'object' && address ? address.port : 0)
  return {
    url: target.href,
    get changes() {
      return changes
    },
    async close() {
      for (const socket of [...clients, ...backends.map(({ socket }) => socket)]) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A connection of our own, let in. */
function backend({ hostname, port, username, pathname }: URL): Promise<Backend> {
  const socket = connect(Number(port), hostname)
  const read = messages(true)
  const greeting: Buffer[] = []
  return new Promise((resolve, reject) => {
    const made = (): Backend => ({ socket, greeting: Buffer.concat(greeting), receive: () => undefined })
    let ready: Backend | undefined
    socket.on('error', reject)
    socket.on('data', (data) => {
      for (const message of read(data)) {
        if (ready) ready.receive(message)
        else greeting.push(message)
        if (!ready && message[0] === readyForQuery) {
          ready = made()
          resolve(ready)
        }
      }
    })
    const names = `user\0${username}\0database\0${pathname.slice(1)}\0\0`
    const startup = Buffer.alloc(8 + names.length)
    startup.writeInt32BE(startup.length, 0)
    startup.writeInt32BE(3 << 16, 4)
    startup.write(names, 8)
    socket.write(startup)
  })
}

/** Takes what comes apart; the first message of a client has no letter before its length. */
function messages(isLettered: boolean): (data: Buffer | string) => readonly Buffer[] {
  let rest = Buffer.alloc(0)
  let start = isLettered ? 1 : 0
  return (data) => {
    rest = Buffer.concat([rest, Buffer.from(data)])
    const whole: Buffer[] = []
    while (rest.length >= start + 4 && rest.length >= start + rest.readInt32BE(start)) {
      const end = start + rest.readInt32BE(start)
      whole.push(rest.subarray(0, end))
      rest = rest.subarray(end)
      start = 1
    }
    return whole
  }
}
