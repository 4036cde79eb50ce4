import { and, asc, desc, eq, gt, gte, isNull, lt, sql } from 'drizzle-orm'
import type { ActivityReader } from '../../directory/activity'
import { present } from '../rows'
import type { Db } from './connection'
import type { Pause } from './listing'
import { limit, once, one, parameter } from './prepared'
import { requestCounts, requestEvents, users } from './tables'

const connectionId = parameter('connectionId')
const ofConnection = eq(requestEvents.connectionId, connectionId)

export function activity(db: Db, pause: Pause): ActivityReader {
  const counts = once(() => {
    const { hour, succeeded, refused, failed } = requestCounts
    return db
      .select({ hour, succeeded, refused, failed })
      .from(requestCounts)
      .where(and(eq(requestCounts.connectionId, connectionId), gte(hour, parameter('since'))))
      .orderBy(asc(hour))
      .prepare()
  })
  const { id, time, method, path, status, detail, resourceName, resourceType, resourceId, position } = requestEvents
  const request = { id, time, method, path, status, detail, resourceName, resourceType, resourceId }
  const newest = (condition: ReturnType<typeof and>) =>
    db.select(request).from(requestEvents).where(condition).orderBy(desc(position)).limit(one).prepare()
  const latest = once(() => newest(ofConnection))
  // Written out, as an index holds just these.
  const latestFailure = once(() => newest(and(ofConnection, sql`${status} >= 400`)))
  const touches = once(() =>
    db
      .select({
        position,
        time,
        userId: sql<string | null>`iif(${resourceType} = 'User', ${resourceId}, null)`,
      })
      .from(requestEvents)
      .where(and(ofConnection, lt(position, parameter('before'))))
      .orderBy(desc(position))
      .limit(limit('limit'))
      .prepare(),
  )
  const activePeople = once(() =>
    db
      .select({
        position: users.seq,
        id: users.id,
        name: sql<string>`coalesce(${users.name}, '')`,
        created: users.created,
      })
      .from(users)
      .where(
        and(
          eq(users.connectionId, connectionId),
          sql`+${users.organizationId} = ${parameter('organizationId')}`,
          isNull(users.deletedAt),
          sql`${users.active} = 1`,
          gt(users.seq, parameter('after')),
        ),
      )
      .orderBy(asc(users.seq))
      .limit(limit('limit'))
      .prepare(),
  )
  return {
    counts: async (connectionId, since) => counts().all({ connectionId, since }),
    async latest(connectionId) {
      const row = latest().get({ connectionId })
      return row && present(row)
    },
    async latestFailure(connectionId) {
      const row = latestFailure().get({ connectionId })
      return row && present(row)
    },
    async touches(connectionId, before, limit) {
      const rows = touches().all({ connectionId, before, limit }).map(present)
      await pause()
      return rows
    },
    async activePeople({ id: connectionId, organizationId }, after, limit) {
      const rows = activePeople().all({ connectionId, organizationId, after, limit })
      await pause()
      return rows
    },
  }
}
