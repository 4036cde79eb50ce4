import type { ReservedSQL, SQL } from 'bun'
import { UnsuitableDatabase } from '../unsuitable-database'
import directory from './migrations/0001-directory.sql' with { type: 'text' }

const migrations: readonly string[] = [directory]

/** The version of the schema that this program brings a database to. */
export const newest = migrations.length

/**
 * Brings a database to this program's schema. One does so while others that start wait; who serves already goes on. So a
 * migration leaves what the version before it needs, and that version serves on a database that is one ahead of it.
 */
export async function migrate(sql: SQL): Promise<void> {
  const client = await sql.reserve()
  try {
    await inspect(client)
    await client.unsafe('begin; select pg_advisory_xact_lock(7307103)').simple()
    await client.unsafe('create table if not exists schema_version (version int not null)').simple()
    const [row] = await client.unsafe('select max(version) from schema_version').values()
    const version = Number(row?.[0] ?? 0)
    if (version > newest + 1)
      throw new UnsuitableDatabase(
        `The database was written by a newer version of Rollcall: its schema is version ${version}, and this program serves versions up to ${newest + 1}. Use the newer program.`,
      )
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue
      await client.unsafe(migration).simple()
      await client.unsafe(`insert into schema_version values (${index + 1})`).simple()
    }
    await client.unsafe('commit').simple()
  } catch (error) {
    await client
      .unsafe('rollback')
      .simple()
      .catch(() => undefined)
    throw error
  } finally {
    client.release()
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
