import { desc, gt, sql } from 'drizzle-orm'
import type { Db } from './connection'
import { once, one, parameter } from './prepared'
import { requestEvents as table } from './tables'

/** Where in the log something is: positions grow with time, so a time is found by halving. */
export interface EventPositions {
  /** The first position whose event is not older than a time (ms); behind the last one where all are. */
  at(time: number): number
  /** Of the first and of the last event there is; 0 where there is none. */
  ends(): { readonly first: number; readonly last: number }
  /** The position, and the time of the event that is there, or of the next one. */
  from(position: number): { readonly position: number; readonly time: number }
}

export function eventPositions(db: Db): EventPositions {
  const columns = { position: table.position, time: table.time }
  const next = once(() =>
    db
      .select(columns)
      .from(table)
      .where(sql`${table.position} >= ${parameter('position')}`)
      .orderBy(table.position)
      .limit(one)
      .prepare(),
  )
  const newest = once(() =>
    db.select(columns).from(table).where(gt(table.position, 0)).orderBy(desc(table.position)).limit(one).prepare(),
  )
  return {
    ends: () => ({ first: next().get({ position: 0 })?.position ?? 0, last: newest().get()?.position ?? 0 }),
    at(time) {
      let [low, high] = [1, (newest().get()?.position ?? 0) + 1]
      while (low < high) {
        const middle = low + ((high - low) >> 1)
        const found = next().get({ position: middle })
        if (!found || found.time >= time) high = middle
        else low = found.position + 1
      }
      return low
    },
    from(position) {
      return { position, time: next().get({ position })?.time ?? newest().get()?.time ?? 0 }
    },
  }
}
