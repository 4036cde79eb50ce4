import { type SQL, sql } from 'drizzle-orm'
import type { Db } from './connection'
import { parameter } from './prepared'
import { type Reach, seqsInScope } from './scope-sql'
import type { groups, users } from './tables'

/** How long (ms) a stretch of rows may take: everybody else waits for it. */
const longest = 4
const mostRows = 4000

/**
 * How many rows to look at before others get their turn, told by how long those before have taken. It starts with few, as
 * nobody knows beforehand what it takes to look at one, and grows by the size of the documents and not by time alone, for a
 * thousand slight rows may be followed by a thousand heavy ones.
 */
export interface Stretches {
  /** The number of rows to try. */
  readonly rows: number
  /** Whether as many rows with so many bytes between them are too heavy; if so there are fewer rows to try. */
  isTooHeavy(bytes: number): boolean
  /** Says that they have been looked at, and how long (ms) it took. */
  took(time: number): void
}

export function stretches(): Stretches {
  let rows = 16
  let weight = 0
  let affordable = 128 * 1024
  return {
    get rows() {
      return rows
    },
    isTooHeavy(bytes) {
      weight = bytes
      if (rows === 1 || bytes <= affordable) return false
      rows = Math.max(1, Math.min(rows >> 1, Math.floor((rows * affordable) / bytes)))
      return true
    },
    took(time) {
      // No faster than fourfold: a short time says little.
      const factor = Math.min(4, longest / Math.max(time, 0.001))
      affordable = Math.max(1, weight * factor)
      rows = Math.max(1, Math.min(mostRows, Math.floor(rows * factor)))
    },
  }
}

/**
 * Goes through a list a stretch at a time, with pauses. `next` looks at so many rows behind a place, and gives the place
 * where it goes on; undefined where there is nothing left to look at.
 */
export async function inStretches<Place>(
  start: Place | undefined,
  pause: () => Promise<void> | void,
  next: (after: Place | undefined, rows: number) => Place | undefined,
): Promise<void> {
  const stretch = stretches()
  let after = start
  for (;;) {
    const began = performance.now()
    after = next(after, stretch.rows)
    if (after === undefined) return
    stretch.took(performance.now() - began)
    await pause()
  }
}

/** Finds where the next stretch of rows ends; undefined where nothing is left behind it. `behind` tells where it begins. */
export function stretchEnds(
  db: Db,
  table: typeof users | typeof groups,
  reach: Reach,
  behind: SQL,
  isForward: boolean,
): (values: Readonly<Record<string, unknown>>, stretch: Stretches) => number | undefined {
  const bytes = sql`octet_length(${table.document})`
  const order = isForward ? sql`` : sql`desc`
  const rows = seqsInScope(table, reach, behind, sql`${order} limit ${parameter('rows')}`, bytes)
  const weighed = db
    .select({
      end: isForward ? sql<number>`max(seq)` : sql<number>`min(seq)`,
      count: sql<number>`count(*)`,
      bytes: sql<number>`coalesce(sum(bytes), 0)`,
    })
    .from(sql`(${rows})`)
    .prepare()
  return (values, stretch) => {
    for (;;) {
      const { rows } = stretch
      const found = weighed.get({ ...values, rows })
      if (!found || !stretch.isTooHeavy(found.bytes)) return found && found.count === rows ? found.end : undefined
    }
  }
}
