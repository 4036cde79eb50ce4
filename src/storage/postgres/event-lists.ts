import { and, asc, desc, eq, gt, lt, lte } from 'drizzle-orm'
import type { EventQuery, EventReader } from '../../directory/request-event'
import { present } from '../rows'
import type { Db } from './connection'
import { eventLookup } from './event-lookup'
import { eventSearch } from './event-search'
import { among, limit, parameter, recent, type Statement, statement } from './prepared'
import { requestEvents as table } from './tables'

/** `horizon` tells how far who follows the log may read; it is not asked inside a unit. */
export function events(db: Db, horizon?: (after: number) => Promise<number>): EventReader {
  const lists = recent<Statement<typeof table.$inferSelect>>(16)
  return {
    ...eventSearch(db, horizon),
    ...eventLookup(db),
    async list(query) {
      const shape = [query.organizationId, query.connectionId, query.after].map((value) => value !== undefined).join()
      const statement = lists(`${shape} ${query.forward}`, () => listed(db, query))
      const end = query.forward && horizon ? await horizon(query.after ?? 0) : Number.MAX_SAFE_INTEGER
      return (await statement.all({ ...query, end })).map(present)
    },
  }
}

function listed(db: Db, { connectionId, organizationId, after, forward }: EventQuery) {
  const { position } = table
  return statement(() =>
    db
      .select()
      .from(table)
      .where(
        and(
          connectionId === undefined ? undefined : among(table.connectionId, parameter('connectionId')),
          organizationId === undefined
            ? undefined
            : // Whose connection is told has the connection's index.
              (connectionId === undefined ? among : eq)(table.organizationId, parameter('organizationId')),
          after === undefined ? undefined : (forward ? gt : lt)(position, parameter('after')),
          forward ? lte(position, parameter('end')) : undefined,
        ),
      )
      .orderBy(forward ? asc(position) : desc(position))
      .limit(limit('limit')),
  )
}
