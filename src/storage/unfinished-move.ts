import { UnsuitableDatabase } from './unsuitable-database'

/** The table that a database has as long as `rollcall move` is not done with it. */
export const unfinishedMove = 'unfinished_move'

/** Why nothing but the move itself opens such a database: half of what another holds lies there. */
export function unfinished(place: string): UnsuitableDatabase {
  return new UnsuitableDatabase(
    `${place} is the target of a move that has not been finished. Run the same rollcall move again, which goes on where it stopped.`,
  )
}
