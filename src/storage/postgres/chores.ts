import { sql } from 'drizzle-orm'
import type { Store } from '../../directory/store'
import type { Db } from './connection'
import { command, typed } from './prepared'

/** Who does which chore, and until when nobody else may. */
export function choreClaims(db: Db): NonNullable<Store['claim']> {
  const claim = command(
    db,
    () => sql`insert into chores (name, turn, until)
        values (${typed('name', 'text')}, ${typed('turn', 'text')}, now_ms() + ${typed('duration', 'bigint')})
      on conflict (name) do update set turn = excluded.turn, until = excluded.until
        where chores.until <= now_ms() or chores.turn = excluded.turn
      returning true`,
  )
  return async (name, turn, duration) => (await claim({ name, turn, duration })).length > 0
}
