import { and, asc, desc, eq, gt, lt, sql } from 'drizzle-orm'
import type { EventQuery, EventReader } from '../../directory/request-event'
import { present } from '../rows'
import type { Db } from './connection'
import { eventLookup } from './event-lookup'
import { eventSearch } from './event-search'
import type { Pause } from './listing'
import { limit, parameter, recent } from './prepared'
import { requestEvents as table } from './tables'

const organizationId = parameter('organizationId')
const connectionId = parameter('connectionId')
const after = parameter('after')

export function events(db: Db, pause: Pause): EventReader {
  const lists = recent<ReturnType<typeof listed>>(16)
  return {
    ...eventSearch(db, pause),
    ...eventLookup(db),
    async list(query) {
      const shape = [query.organizationId, query.connectionId, query.after].map((value) => value !== undefined).join()
      const statement = lists(`${shape} ${query.forward}`, () => listed(db, query))
      return statement.all({ ...query }).map(present)
    },
  }
}

function listed(db: Db, query: EventQuery) {
  const { position } = table
  return db
    .select()
    .from(table)
    .where(
      and(
        query.connectionId === undefined ? undefined : eq(table.connectionId, connectionId),
        // The plus sign leaves the choice to the connection's index, where there is one to use.
        query.organizationId === undefined
          ? undefined
          : query.connectionId === undefined
            ? eq(table.organizationId, organizationId)
            : sql`+${table.organizationId} = ${organizationId}`,
        query.after === undefined ? undefined : (query.forward ? gt : lt)(position, after),
      ),
    )
    .orderBy(query.forward ? asc(position) : desc(position))
    .limit(limit('limit'))
    .prepare()
}
