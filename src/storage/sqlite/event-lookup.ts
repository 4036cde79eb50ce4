import { and, eq, gt, lt } from 'drizzle-orm'
import type { EventFinder } from '../../directory/event-search'
import { present } from '../rows'
import type { Db } from './connection'
import { eventPositions } from './event-positions'
import { once, parameter } from './prepared'
import { requestEvents as table } from './tables'

/** How long (ms) before and behind the time that an id tells its event is looked for. */
const windows = [
  [0, 1000],
  [1000, 60_000],
  [600_000, 600_000],
] as const

/** Finds one event. No index knows ids: an id tells its time, and the time where in the log to look. */
export function eventLookup(db: Db): Pick<EventFinder, 'find'> {
  const positions = eventPositions(db)
  const ofOrganization = eq(table.organizationId, parameter('organizationId'))
  const byPosition = once(() =>
    db
      .select()
      .from(table)
      .where(and(ofOrganization, eq(table.position, parameter('position'))))
      .prepare(),
  )
  const byId = once(() =>
    db
      .select()
      .from(table)
      .where(
        and(
          ofOrganization,
          gt(table.position, parameter('above')),
          lt(table.position, parameter('below')),
          eq(table.id, parameter('id')),
        ),
      )
      .limit(1)
      .prepare(),
  )
  return {
    async find(organizationId, id) {
      if (/^\d{1,15}$/.test(id)) {
        const row = byPosition().get({ organizationId, position: Number(id) })
        return row && present(row)
      }
      const time = timeOf(id)
      if (time === undefined) return undefined
      for (const [before, behind] of windows) {
        const bounds = { above: positions.at(time - before) - 1, below: positions.at(time + behind) + 1 }
        const row = byId().get({ organizationId, id, ...bounds })
        if (row) return present(row)
      }
      return undefined
    },
  }
}

/** The time (ms) in a UUID of version 7 (RFC 9562 §5.7). */
function timeOf(id: string): number | undefined {
  const [, high, low] = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/.exec(id) ?? []
  return high === undefined || low === undefined ? undefined : Number.parseInt(high + low, 16)
}
