import { unfinished, unfinishedMove } from '../unfinished-move'
import type { Client } from './connection'

/** Errors: UnsuitableDatabase where a move into the database has not been finished. */
export async function refuseUnfinishedMove(client: Client): Promise<void> {
  if (await isMovedInto(client)) throw unfinished('The database')
}

export async function isMovedInto(client: Client): Promise<boolean> {
  const [row] = await client.unsafe('select to_regclass($1::text) is not null', [unfinishedMove]).values()
  return row?.[0] === true
}
