import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { EventFinder, EventPage } from '../../directory/event-search'
import type { StoredEvent } from '../../directory/request-event'
import { present } from '../rows'
import type { Db } from './connection'
import { type EventConditions, eventConditions } from './event-conditions'
import { eventPositions } from './event-positions'
import type { Pause } from './listing'
import { limit, parameter, recent } from './prepared'
import { stretches } from './stretches'
import { requestEvents as table } from './tables'

/** How far (ms) events may stand from where their time would put them: they are kept when they are answered, or later. */
const disorder = 600_000

/** How many positions of an index that lies part by part are gone through at once: others wait for it. */
const window = 1 << 18

/** Looks through the log along an index, as far as one helps, and has every row of a stretch judged in the database. */
export function eventSearch(db: Db, pause: Pause): Pick<EventFinder, 'search'> {
  const steps = recent<Step>(64)
  const positions = eventPositions(db)
  return {
    async search(search) {
      const { forward = false, withBodies = false, limit, since, until, patience = Number.POSITIVE_INFINITY } = search
      const conditions = eventConditions(search)
      const step = steps(`${conditions.key} ${forward} ${withBodies}`, () =>
        stepOf(db, conditions, forward, withBodies),
      )
      const below = Math.min(search.below ?? last, until === undefined ? last : positions.at(until + disorder))
      const above = Math.max(search.above ?? 0, since === undefined ? 0 : positions.at(since - disorder) - 1)
      const found: StoredEvent[] = []
      const began = performance.now()
      const stretch = stretches()
      let bounds = conditions.isParted ? narrowed({ above, below }, positions.ends()) : { above, below }
      while (found.length < limit) {
        const start = performance.now()
        const scope = conditions.isParted ? nearest(bounds, forward) : bounds
        const until = step.end({ ...conditions.values, ...scope }, stretch)
        const end = until ?? (forward ? scope.below - 1 : scope.above + 1)
        const within = forward ? { ...scope, below: end + 1 } : { ...scope, above: end - 1 }
        found.push(...step.read({ ...conditions.values, ...within, limit: limit - found.length }))
        const isOver = until === undefined && scope.above === bounds.above && scope.below === bounds.below
        if (isOver || found.length >= limit) break
        bounds = forward ? { ...bounds, above: end } : { ...bounds, below: end }
        const now = performance.now()
        if (now - began > patience) return { events: found, searchedTo: positions.from(end) }
        if (until !== undefined) stretch.took(now - start)
        await pause()
      }
      return { events: found }
    },
  }
}

const last = Number.MAX_SAFE_INTEGER

/** Neither is included. */
interface Bounds {
  readonly above: number
  readonly below: number
}

function narrowed({ above, below }: Bounds, ends: { readonly first: number; readonly last: number }): Bounds {
  return { above: Math.max(above, ends.first - 1), below: Math.min(below, ends.last + 1) }
}

/** Where a search that goes through windows looks next. */
function nearest({ above, below }: Bounds, forward: boolean): Bounds {
  return forward ? { above, below: Math.min(below, above + window) } : { above: Math.max(above, below - window), below }
}

type Values = Readonly<Record<string, unknown>>

interface Step {
  /** The position at which a stretch ends that begins at the bounds; undefined where there is less left than a stretch. */
  end(values: Values, stretch: ReturnType<typeof stretches>): number | undefined
  read(values: Values): EventPage['events']
}

function stepOf(db: Db, { indexed, rest, readsBodies }: EventConditions, forward: boolean, withBodies: boolean): Step {
  const { requestBody, responseBody, ...slight } = getTableColumns(table)
  const columns = withBodies ? { ...slight, requestBody, responseBody } : slight
  const between = sql`${table.position} > ${parameter('above')} and ${table.position} < ${parameter('below')}`
  const order = forward ? sql`${table.position}` : sql`${table.position} desc`
  const weight: SQL = readsBodies
    ? sql`coalesce(octet_length(${requestBody}), 0) + coalesce(octet_length(${responseBody}), 0)`
    : sql`0`
  const stretch = sql`select ${table.position} as position, ${weight} as bytes from ${table}
    where ${indexed} and ${between} order by ${order} limit ${parameter('rows')}`
  const weighed = db
    .select({
      end: forward ? sql<number>`max(position)` : sql<number>`min(position)`,
      count: sql<number>`count(*)`,
      bytes: sql<number>`coalesce(sum(bytes), 0)`,
    })
    .from(sql`(${stretch})`)
    .prepare()
  const matching = db
    .select(columns)
    .from(table)
    .where(sql`${indexed} and ${between} and ${rest}`)
    .orderBy(order)
    .limit(limit('limit'))
    .prepare()
  return {
    end(values, stretch) {
      for (;;) {
        const { rows } = stretch
        const found = weighed.get({ ...values, rows })
        if (!found || !stretch.isTooHeavy(found.bytes)) return found && found.count === rows ? found.end : undefined
      }
    },
    read: (values) => matching.all(values).map(present),
  }
}
