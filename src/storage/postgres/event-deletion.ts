import { and, isNull, lt, sql } from 'drizzle-orm'
import type { EventWriter } from '../../directory/request-event'
import type { Db } from './connection'
import { eventPositions } from './event-positions'
import { among, limit, parameter, statement } from './prepared'
import { requestEvents as table } from './tables'

export function eventDeletion(db: Db): Pick<EventWriter, 'deleteBefore'> {
  const positions = eventPositions(db)
  const deleting = (owner: ReturnType<typeof isNull>) =>
    statement(() => {
      const old = db
        .select({ position: table.position })
        .from(table)
        .where(and(owner, lt(table.position, parameter('below')), lt(table.time, parameter('before'))))
        .orderBy(table.position)
        .limit(limit('limit'))
      return db
        .delete(table)
        .where(sql`${table.position} = any (array(${old}))`)
        .returning({ position: table.position })
    })
  const ofOrganization = deleting(among(table.organizationId, parameter('organizationId')))
  const ofNobody = deleting(isNull(table.organizationId))
  return {
    async deleteBefore(organizationId, before, limit) {
      const values = { before, below: await positions.at(before), limit }
      const deleted =
        organizationId === undefined
          ? await ofNobody.all(values)
          : await ofOrganization.all({ ...values, organizationId })
      return deleted.length
    },
  }
}
