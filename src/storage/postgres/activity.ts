import { and, asc, desc, eq, gt, gte, isNull, lt, sql } from 'drizzle-orm'
import type { ActivityReader } from '../../directory/activity'
import { present } from '../rows'
import type { Db } from './connection'
import { among, limit, parameter, statement } from './prepared'
import { requestCounts, requestEvents, users } from './tables'

const connectionId = parameter('connectionId')
const ofConnection = among(requestEvents.connectionId, connectionId)

export function activity(db: Db): ActivityReader {
  const counts = statement(() => {
    const { hour, succeeded, refused, failed } = requestCounts
    return db
      .select({ hour, succeeded, refused, failed })
      .from(requestCounts)
      .where(and(eq(requestCounts.connectionId, connectionId), gte(hour, parameter('since'))))
      .orderBy(asc(hour))
  })
  const { id, time, method, path, status, detail, resourceName, resourceType, resourceId, position } = requestEvents
  const request = { id, time, method, path, status, detail, resourceName, resourceType, resourceId }
  const newest = (condition: ReturnType<typeof and>) =>
    statement(() => db.select(request).from(requestEvents).where(condition).orderBy(desc(position)).limit(1))
  const latest = newest(ofConnection)
  // Written out, as an index holds just these: it is the narrowest by itself.
  const latestFailure = newest(and(eq(requestEvents.connectionId, connectionId), sql`${status} >= 400`))
  const touches = statement(() =>
    db
      .select({
        position,
        time,
        userId: sql<string | null>`case when ${resourceType} = 'User' then ${resourceId} end`,
      })
      .from(requestEvents)
      .where(and(ofConnection, lt(position, parameter('before'))))
      .orderBy(desc(position))
      .limit(limit('limit')),
  )
  const activePeople = statement(() =>
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
          among(users.connectionId, connectionId),
          eq(users.organizationId, parameter('organizationId')),
          isNull(users.deletedAt),
          users.active,
          gt(users.seq, parameter('after')),
        ),
      )
      .orderBy(asc(users.seq))
      .limit(limit('limit')),
  )
  return {
    counts: (connectionId, since) => counts.all({ connectionId, since }),
    async latest(connectionId) {
      const row = await latest.get({ connectionId })
      return row && present(row)
    },
    async latestFailure(connectionId) {
      const row = await latestFailure.get({ connectionId })
      return row && present(row)
    },
    touches: async (connectionId, before, limit) => (await touches.all({ connectionId, before, limit })).map(present),
    activePeople: ({ id: connectionId, organizationId }, after, limit) =>
      activePeople.all({ connectionId, organizationId, after, limit }),
  }
}
