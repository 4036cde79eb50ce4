import type { RequestEvent } from '../../directory/model'
import type { Db } from './connection'
import { once, placeholders } from './prepared'
import { requestEvents as table } from './tables'

/** Keeps an event. */
export function eventInsert(db: Db): (event: RequestEvent) => void {
  const insert = once(() =>
    db
      .insert(table)
      .values(placeholders(...required, ...optional))
      .prepare(),
  )
  const absent = Object.fromEntries(optional.map((name) => [name, null]))
  return (event) => {
    insert().run({ ...absent, ...event })
  }
}

const required = ['id', 'time', 'method', 'path', 'status', 'duration'] as const

const optional = [
  'organizationId',
  'connectionId',
  'query',
  'scimType',
  'detail',
  'resourceType',
  'resourceId',
  'resourceName',
  'ip',
  'userAgent',
  'tolerated',
  'ignored',
  'requestBody',
  'responseBody',
  'changeId',
] as const
