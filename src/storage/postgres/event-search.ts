import { getTableColumns, sql } from 'drizzle-orm'
import type { EventFinder } from '../../directory/event-search'
import type { StoredEvent } from '../../directory/request-event'
import { present } from '../rows'
import type { Db } from './connection'
import { type EventConditions, eventConditions, searchedTexts } from './event-conditions'
import { eventPositions } from './event-positions'
import { limit, recent, statement, typed } from './prepared'
import { requestEvents as table } from './tables'

/** How far (ms) events may stand from where their time would put them: they are kept when they are answered, or later. */
const disorder = 600_000

/** How many events that an index finds are looked at by the first statement; the next looks at more, where there is little to be read of each. */
const stretch = 200
const mostRows = 50_000

/** Looks through the log a stretch at a time, so that a search which finds little ends when its patience does. */
export function eventSearch(db: Db, horizon?: (after: number) => Promise<number>): Pick<EventFinder, 'search'> {
  const steps = recent<Step>(64)
  const positions = eventPositions(db)
  return {
    async search(search) {
      const { forward = false, withBodies = false, limit, since, until, patience = Number.POSITIVE_INFINITY } = search
      const conditions = eventConditions(search)
      const step = steps(`${conditions.key} ${conditions.judge !== undefined} ${forward} ${withBodies}`, () =>
        stepOf(db, conditions, forward, withBodies),
      )
      const above = Math.max(search.above ?? 0, since === undefined ? 0 : (await positions.at(since - disorder)) - 1)
      const end = until === undefined ? last : await positions.at(until + disorder)
      const settled = forward && horizon ? (await horizon(above)) + 1 : last
      const below = Math.min(search.below ?? last, end, settled)
      let rows = stretch
      const found: StoredEvent[] = []
      const began = performance.now()
      let bounds = { above, below }
      while (found.length < limit) {
        const values = { ...conditions.values, ...bounds, rows }
        const looked = await step.all({ ...values, limit: conditions.judge ? rows : limit - found.length })
        const meant = looked.events.filter((row) => conditions.judge?.(row) ?? true)
        found.push(...meant.slice(0, limit - found.length).map(({ searched: _, ...row }) => present(row)))
        if (looked.end === undefined || found.length >= limit) break
        rows = conditions.readsBodies ? 5 * stretch : Math.min(mostRows, 4 * rows)
        bounds = forward ? { ...bounds, above: looked.end } : { ...bounds, below: looked.end }
        if (performance.now() - began > patience) return { events: found, searchedTo: await positions.from(looked.end) }
      }
      return { events: found }
    },
  }
}

const last = Number.MAX_SAFE_INTEGER

interface Step {
  all(values: Readonly<Record<string, unknown>>): Promise<{
    readonly events: readonly Row[]
    /** The position at which the stretch ended; undefined where there was less left than a stretch. */
    readonly end: number | undefined
  }>
}

type Row = typeof table.$inferSelect & { readonly searched: readonly (string | null)[] }

function stepOf(db: Db, { sql: holds, indexed, judge }: EventConditions, forward: boolean, withBodies: boolean): Step {
  const { requestBody, responseBody, ...slight } = getTableColumns(table)
  const none = sql<null>`null`
  const bodies = withBodies ? { requestBody, responseBody } : { requestBody: none, responseBody: none }
  const between = sql`${table.position} > ${typed('above', 'bigint')} and ${table.position} < ${typed('below', 'bigint')}`
  const order = forward ? sql`${table.position}` : sql`${table.position} desc`
  const matching = statement(() =>
    db
      .select({ ...slight, ...bodies, searched: judge ? searchedTexts : sql<readonly (string | null)[]>`null` })
      .from(table)
      .where(sql`${holds} and ${between}`)
      .orderBy(order)
      .limit(limit('limit')),
  )
  const last = statement(() =>
    db
      .select({ position: table.position })
      .from(table)
      .where(sql`${indexed} and ${between}`)
      .orderBy(order)
      .limit(1)
      .offset(limit('rows')),
  )
  return {
    async all({ rows, ...values }) {
      const end = (await last.get({ ...values, rows: Number(rows) - 1 }))?.position
      const bounds = end !== undefined && (forward ? { below: end + 1 } : { above: end - 1 })
      return { events: await matching.all({ ...values, ...bounds }), end }
    },
  }
}
