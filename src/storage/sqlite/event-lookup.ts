import { and, eq, gt, lt } from 'drizzle-orm'
import type { EventFinder } from '../../directory/event-search'
import { timeOf, windows } from '../event-ids'
import { present } from '../rows'
import type { Db } from './connection'
import { eventPositions } from './event-positions'
import { once, one, parameter } from './prepared'
import { requestEvents as table } from './tables'

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
      .limit(one)
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
