import { join } from 'node:path'
import type { Watcher } from '../../src/storage/move/move'
import type { Place, PostgresPlace, SqlitePlace } from '../../src/storage/move/side'
import type { PostgresServer } from '../support/postgres'
import { scratch } from '../support/scratch'

/** Where a move can go: a new directory, unless one is named. */
export function directory(name = join(scratch(), 'data')): SqlitePlace {
  return { kind: 'sqlite', name }
}

export async function database(server: PostgresServer): Promise<PostgresPlace> {
  const url = await server.createDatabase()
  return { kind: 'postgres', url, name: `a database ${new URL(url).pathname}` }
}

/** Both kinds of places, for tests that are about either. */
export const kinds: readonly [string, (server: PostgresServer) => Promise<Place>][] = [
  ['a directory', async () => directory()],
  ['a database', database],
]

/** Watches without a word, but for what is given. */
export function watcher(watcher: Partial<Watcher> = {}): Watcher {
  return { onStep() {}, onBegin() {}, onVerdicts() {}, ...watcher }
}
