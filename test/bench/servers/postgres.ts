import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { SQL } from 'bun'
import { startPostgresIn } from '../../support/postgres-server'
import { interruption } from '../interruption'
import { filesystemOf } from '../machine'
import type { Records } from '../records'

/** A database on a PostgreSQL of its own, which loses nothing that it has acknowledged. */
export interface Database {
  readonly url: string
  /** Which PostgreSQL it is, and how it is set up, by what it says itself. */
  readonly description: string
  /** Of the process that started all others of the server. */
  readonly pid: number
  records(): Promise<Records>
  /** Brings it to the state that a database is in which has been there for a while. */
  settle(): Promise<void>
  stop(): Promise<void>
}

export async function startPostgres(folder: string): Promise<Database> {
  const directory = place(folder)
  const server = await startPostgresIn({ directory, settings: settings(), databases: '', signal: interruption.signal })
  const url = await server.createDatabase()
  const sql = new SQL(url, { max: 1 })
  const only = async (text: string) => (await sql.unsafe(text).values())[0]?.[0]
  const told = ['fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_wal_size']
  const values = await Promise.all(told.map(async (name) => `${name} ${await only(`show ${name}`)}`))
  return {
    url,
    description: `PostgreSQL ${await only('show server_version')} on ${filesystemOf(directory)}, ${values.join(', ')}`,
    pid: server.pid,
    records: async () => ({
      events: Number(await only('select count(*) from request_events')),
      changes: Number(await only('select count(*) from changes')),
    }),
    async settle() {
      await sql.unsafe('vacuum (analyze)').simple()
      await sql.unsafe('checkpoint').simple()
    },
    async stop() {
      await sql.close()
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** What its manual advises for a machine that has little else to do, and no checkpoint in the middle of a measurement. */
function settings(): readonly string[] {
  const quarter = Math.floor(totalmem() / 4 / 2 ** 20)
  return [
    'fsync=on',
    'synchronous_commit=on',
    `shared_buffers=${quarter}MB`,
    `effective_cache_size=${2 * quarter}MB`,
    'max_wal_size=8GB',
    'checkpoint_timeout=30min',
  ]
}

/** In the folder, unless it runs as another user than we who may not come there. */
function place(folder: string): string {
  const isRoot = process.getuid?.() === 0
  if (isRoot && !isOpen(folder)) {
    const elsewhere = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
    interruption.signal.addEventListener('abort', () => rmSync(elsewhere, { recursive: true, force: true }))
    return elsewhere
  }
  const path = join(folder, 'postgres')
  mkdirSync(path)
  return path
}

/** Whether everybody may go through all folders on the way. */
function isOpen(path: string): boolean {
  return (statSync(path).mode & 1) === 1 && (path === dirname(path) || isOpen(dirname(path)))
}
