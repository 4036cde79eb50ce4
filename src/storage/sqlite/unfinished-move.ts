import type { Database } from 'bun:sqlite'
import { unfinished, unfinishedMove } from '../unfinished-move'

/** Errors: UnsuitableDatabase where a move into the database has not been finished. */
export function refuseUnfinishedMove(client: Database, directory: string): void {
  if (isMovedInto(client)) throw unfinished(directory)
}

export function isMovedInto(client: Database): boolean {
  return client.query('select 1 from sqlite_schema where name = ?').values(unfinishedMove).length > 0
}
