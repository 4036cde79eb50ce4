import type { Database } from 'bun:sqlite'
import directory from './migrations/0001-directory.sql' with { type: 'text' }
import peopleCounted from './migrations/0002-people-counted.sql' with { type: 'text' }

/** What makes each version of the schema out of the one before. A released one is never changed. */
const migrations: readonly string[] = [directory, peopleCounted]

/** The version of the schema that this program reads and writes. */
export const newest = migrations.length

/** Brings a database to the newest version, in one transaction. Returns the version it was found in. */
export function migrate(client: Database): number {
  const before = versionOf(client)
  if (before >= newest) return before
  client.run('begin immediate')
  try {
    // Another process may have been faster.
    const version = versionOf(client)
    for (const migration of migrations.slice(version)) client.run(migration)
    if (version < newest) client.run(`pragma user_version = ${newest}`)
    client.run('commit')
    return version
  } catch (error) {
    if (client.inTransaction) client.run('rollback')
    throw error
  }
}

export function versionOf(client: Database): number {
  const row = client.query<{ user_version: number }, []>('pragma user_version').get()
  return row?.user_version ?? 0
}
