import { executable } from './executable'
import { flagsFor, newPlace, type Place } from './place'
import type { Surroundings } from './rollcall'
import { scratch } from './scratch'

/** `rollcall serve` as a process of its own. */
export interface Server extends Place {
  readonly url: string
  /** What it has logged so far. */
  logged(): readonly Record<string, unknown>[]
  /** Sends a signal and waits for the exit code: SIGTERM drains, SIGKILL loses what is not yet on disk. */
  end(signal?: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number>
  /** Sends a signal. */
  signal(signal: NodeJS.Signals): void
  readonly exited: Promise<number>
}

const servers: { end(): Promise<number> }[] = []

/** Starts a server on a free port, at a place of its own unless one is given, and waits until it listens. */
export async function serve(
  flags: readonly string[] = [],
  { place, cwd = scratch(), env, uid, path }: Surroundings & { readonly place?: Place } = {},
): Promise<Server> {
  const { dataDirectory, databaseUrl } = place ?? (await newPlace())
  const where = env?.ROLLCALL_DATABASE_URL === undefined ? flagsFor({ dataDirectory, databaseUrl }) : []
  const child = Bun.spawn(
    [path ?? (await executable()), 'serve', '--port=0', ...where, '--log-format=json', ...flags],
    {
      cwd,
      env: { ...env },
      ...(uid !== undefined && { uid, gid: uid }),
      stdin: 'ignore',
      stdout: 'inherit',
      stderr: 'pipe',
    },
  )
  const lines: string[] = []
  const url = await new Promise<string>((resolve, reject) => {
    const read = async () => {
      let rest = ''
      for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
        const parts = (rest + text).split('\n')
        rest = parts.pop() ?? ''
        lines.push(...parts)
        const listening = parts.map(parse).find(({ message }) => message === 'listening')
        if (listening) resolve(String(listening.url))
      }
      reject(new Error(`The server ended without listening: ${lines.join('\n')}${rest}`))
    }
    read().catch(reject)
  })
  const server: Server = {
    url,
    dataDirectory,
    databaseUrl,
    logged: () => lines.map(parse),
    async end(signal = 'SIGTERM') {
      child.kill(signal)
      return child.exited
    },
    signal: (signal) => child.kill(signal),
    exited: child.exited,
  }
  servers.push(server)
  return server
}

/** Ends all that still run. For `afterEach` or `afterAll`. */
export async function endServers(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.end()))
}

function parse(line: string): Record<string, unknown> {
  return line.startsWith('{') ? JSON.parse(line) : { message: line }
}
