import { and, eq, inArray, isNull, lt } from 'drizzle-orm'
import type { EventWriter } from '../../directory/request-event'
import type { Db } from './connection'
import { eventPositions } from './event-positions'
import { limit, once, parameter } from './prepared'
import { requestEvents as table } from './tables'

export function eventDeletion(db: Db): Pick<EventWriter, 'deleteBefore'> {
  const positions = eventPositions(db)
  const deleting = (owner: ReturnType<typeof isNull>) => {
    const old = db
      .select({ position: table.position })
      .from(table)
      .where(and(owner, lt(table.position, parameter('below')), lt(table.time, parameter('before'))))
      .orderBy(table.position)
      .limit(limit('limit'))
    return db.delete(table).where(inArray(table.position, old)).returning({ position: table.position }).prepare()
  }
  const ofOrganization = once(() => deleting(eq(table.organizationId, parameter('organizationId'))))
  const ofNobody = once(() => deleting(isNull(table.organizationId)))
  return {
    async deleteBefore(organizationId, before, limit) {
      const values = { before, below: positions.at(before), limit }
      const deleted =
        organizationId === undefined ? ofNobody().all(values) : ofOrganization().all({ ...values, organizationId })
      return deleted.length
    },
  }
}
