import type { ReservedSQL, SQL } from 'bun'
import { Unavailable } from '../../directory/unavailable'
import { UnsuitableDatabase } from '../unsuitable-database'
import { isCollision } from './failures'
import directory from './migrations/0001-directory.sql' with { type: 'text' }

export const migrations: readonly string[] = [directory]

/** The version of the schema that this program brings a database to. */
export const newest = migrations.length

/**
 * How long (ms) a migration waits for those who serve, and they for it: less than PostgreSQL takes to find that both wait for
 * each other, since it may then undo what serves. And how long it tries again.
 */
const patience = 500
const longest = 60_000

/**
 * Brings a database to this program's schema. One does so while others that start wait; who serves already goes on. So a
 * migration leaves what the version before it needs, and that version serves on a database that is one ahead of it.
 * Errors: Unavailable where those who serve leave it no room.
 */
export async function migrate(sql: SQL, wanted: readonly string[] = migrations): Promise<void> {
  const client = await sql.reserve()
  try {
    await inspect(client)
    for (const deadline = performance.now() + longest; ; ) {
      const obstacle = await attempt(client, wanted)
      if (obstacle === undefined) return
      if (performance.now() > deadline)
        throw new Unavailable('The database is too busy for its schema to be brought along.', { cause: obstacle })
      await Bun.sleep(Math.random() * patience)
    }
  } finally {
    client.release()
  }
}

/** What it collided with, if it did. */
async function attempt(client: ReservedSQL, wanted: readonly string[]): Promise<unknown> {
  const run = (text: string) => client.unsafe(text).simple()
  try {
    await run('begin; select pg_advisory_xact_lock(7307103)')
    await run('create table if not exists schema_version (version int not null)')
    const [row] = await client.unsafe('select max(version) from schema_version').values()
    const version = Number(row?.[0] ?? 0)
    if (version > wanted.length + 1)
      throw new UnsuitableDatabase(
        `The database was written by a newer version of Rollcall: its schema is version ${version}, and this program serves versions up to ${wanted.length + 1}. Use the newer program.`,
      )
    // Units that are under way end first, and others begin behind it.
    if (version > 0 && version < wanted.length)
      await run(`set local lock_timeout = ${patience}; lock table turn in exclusive mode`)
    for (const [index, migration] of wanted.entries()) {
      if (index < version) continue
      await run(migration)
      await run(`insert into schema_version values (${index + 1})`)
    }
    await run('commit')
    return undefined
  } catch (error) {
    await run('rollback').catch(() => undefined)
    if (isCollision(error)) return error
    throw error
  }
}

async function inspect(client: ReservedSQL): Promise<void> {
  const [row] = await client
    .unsafe("select current_setting('server_version_num')::int, current_setting('server_encoding')")
    .values()
  const [version, encoding] = row ?? []
  if (Number(version) < 150_000)
    throw new UnsuitableDatabase('The database is older than PostgreSQL 15, which Rollcall needs at least.')
  if (encoding !== 'UTF8')
    throw new UnsuitableDatabase(
      `The encoding of the database is ${encoding}; Rollcall needs one that was made with UTF8.`,
    )
}
