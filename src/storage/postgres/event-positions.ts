import { desc, sql } from 'drizzle-orm'
import type { Db } from './connection'
import { command, parameter, statement, typed } from './prepared'
import { requestEvents as table } from './tables'

/** Where in the log something is: positions grow with time, so a time is found by halving. */
export interface EventPositions {
  /** The first position whose event is not older than a time (ms); behind the last one where all are. */
  at(time: number): Promise<number>
  /** The position, and the time of the event that is there, or of the next one. */
  from(position: number): Promise<{ readonly position: number; readonly time: number }>
}

export function eventPositions(db: Db): EventPositions {
  const columns = { position: table.position, time: table.time }
  const at = command(db, () => sql`select position_at(${typed('time', 'bigint')})`)
  const next = statement(() =>
    db
      .select(columns)
      .from(table)
      .where(sql`${table.position} >= ${parameter('position')}`)
      .orderBy(table.position)
      .limit(1),
  )
  const newest = statement(() => db.select(columns).from(table).orderBy(desc(table.position)).limit(1))
  return {
    at: async (time) => Number((await at({ time }))[0]?.[0]),
    async from(position) {
      return { position, time: (await next.get({ position }))?.time ?? (await newest.get())?.time ?? 0 }
    },
  }
}
