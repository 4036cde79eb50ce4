import { sql } from 'drizzle-orm'
import type { RequestEvent } from '../../directory/request-event'
import type { Db } from './connection'
import { storable } from './connection'
import { command, typed } from './prepared'

const columns = {
  id: 'id',
  organizationId: 'organization_id',
  connectionId: 'connection_id',
  time: 'time',
  method: 'method',
  path: 'path',
  query: 'query',
  status: 'status',
  scimType: 'scim_type',
  detail: 'detail',
  resourceType: 'resource_type',
  resourceId: 'resource_id',
  resourceName: 'resource_name',
  ip: 'ip',
  userAgent: 'user_agent',
  duration: 'duration',
  tolerated: 'tolerated',
  ignored: 'ignored',
  changeId: 'change_id',
  requestBody: 'request_body',
  responseBody: 'response_body',
} satisfies Record<keyof RequestEvent, string>

const names = Object.entries(columns)
const list = sql.raw(Object.values(columns).join())

/** Keeps events, in their order. */
export function eventInsert(db: Db): (events: readonly RequestEvent[]) => Promise<void> {
  const insert = command(
    db,
    () => sql`insert into request_events (${list})
      select ${list} from json_populate_recordset(null::request_events, ${typed('events', 'text')}::json)`,
  )
  return async (events) => {
    await insert({ events: JSON.stringify(events.map(rowOf)) })
  }
}

function rowOf(event: RequestEvent) {
  const values: Readonly<Record<string, unknown>> = { ...event }
  return Object.fromEntries(names.map(([name, column]) => [column, kept(values[name])]))
}

function kept(value: unknown): unknown {
  return typeof value === 'string' ? storable(value).toWellFormed() : value
}
