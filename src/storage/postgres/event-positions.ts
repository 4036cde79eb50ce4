import { desc, sql } from 'drizzle-orm'
import type { Db } from './connection'
import { parameter, statement } from './prepared'
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
    async at(time) {
      let [low, high] = [1, ((await newest.get())?.position ?? 0) + 1]
      while (low < high) {
        const middle = low + Math.floor((high - low) / 2)
        const found = await next.get({ position: middle })
        if (!found || found.time >= time) high = middle
        else low = found.position + 1
      }
      return low
    },
    async from(position) {
      return { position, time: (await next.get({ position }))?.time ?? (await newest.get())?.time ?? 0 }
    },
  }
}
