import { type SQL, sql } from 'drizzle-orm'
import type { Db } from './connection'
import type { Listed, Pause, Plan } from './listing'
import { parameter } from './prepared'
import { type Reach, scopeSql, seqsInScope } from './scope-sql'
import { stretchEnds, stretches } from './stretches'

/**
 * Looks at every row of the scope, a stretch at a time, counts those that meet the condition and keeps the page that was
 * asked for. Between stretches rows may come and go; whatever is there throughout is found exactly once.
 */
export function scan<Item>(
  db: Db,
  { table, select }: Listed<Item>,
  reach: Reach,
  condition: SQL,
  pause: Pause,
): Plan<Item> {
  const behind = sql`${table.seq} > ${parameter('after')}`
  const inStretch = sql`${behind} and ${table.seq} <= ${parameter('end')} and ${condition}`
  const seqs = (of: SQL) => db.select({ seq: sql<number>`seq` }).from(sql`(${of})`).prepare()
  const endOf = stretchEnds(db, table, reach, behind, true)
  const matching = seqs(seqsInScope(table, reach, inStretch, sql``))
  const isWanted = sql`${table.seq} in (select value from json_each(${parameter('wanted')}))`
  const load = select(sql`${isWanted} and ${scopeSql(table).visible}`, [sql`${table.seq}`], false)

  return async (values, { offset, limit }) => {
    const wanted: number[] = []
    let total = 0
    let after = 0
    const stretch = stretches()
    for (;;) {
      const began = performance.now()
      const end = endOf({ ...values, after }, stretch)
      const found = matching.all({ ...values, after, end: end ?? Number.MAX_SAFE_INTEGER }).map(({ seq }) => seq)
      for (const seq of found.toSorted((a, b) => a - b)) {
        if (total >= offset && wanted.length < limit) wanted.push(seq)
        total++
      }
      if (end === undefined) break
      after = end
      stretch.took(performance.now() - began)
      await pause()
    }
    return { total, items: wanted.length > 0 ? load({ ...values, wanted: JSON.stringify(wanted) }) : [] }
  }
}
