import type { ReservedSQL } from 'bun'
import { pool } from '../postgres/connection'
import { obstacle } from '../postgres/failures'
import { migrate, newest } from '../postgres/migrations'
import { isMovedInto } from '../postgres/unfinished-move'
import { unfinishedMove } from '../unfinished-move'
import { CannotMove } from './cannot-move'
import type { PostgresPlace, Progress } from './side'

/** A connection to a database. */
export interface Connected {
  readonly client: ReservedSQL
  /** What the database is called, without what lets one in. */
  readonly name: string
  /** Brings it to this program's schema. Errors: UnsuitableDatabase. */
  migrate(): Promise<void>
  close(): Promise<void>
}

/** Connects, and disconnects where `act` fails. Errors: Unavailable, UnsuitableDatabase, and those of `act`. */
export async function connected<T>(
  { url, name }: PostgresPlace,
  act: (connected: Connected) => Promise<T>,
): Promise<T> {
  const sql = pool(url, 2, 'rollcall move')
  const close = () => sql.close({ timeout: 0 })
  try {
    const client = await sql.reserve()
    return await act({ client, name, migrate: () => migrate(sql), close })
  } catch (error) {
    await close()
    throw obstacle(error, url)
  }
}

/** The version of the schema; undefined where it is none of ours. Errors: CannotMove for a newer one. */
export async function versionIn({ client, name }: Connected): Promise<number | undefined> {
  const [table] = await client.unsafe("select to_regclass('schema_version')").values()
  if (table?.[0] === null) return undefined
  const [row] = await client.unsafe('select max(version) from schema_version').values()
  const version = Number(row?.[0])
  if (version > newest)
    throw new CannotMove(`${name} was written by a newer version of Rollcall; move with that one. Nothing was changed.`)
  return version
}

/** How far the move into this database has come; undefined where there is none, or none any more. */
export async function progressIn({ client }: Connected): Promise<Progress | undefined> {
  if (!(await isMovedInto(client))) return undefined
  const [row] = await client.unsafe(`select state from ${unfinishedMove}`).values()
  return JSON.parse(String(row?.[0]))
}
