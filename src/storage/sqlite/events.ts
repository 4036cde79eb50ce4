import type { RequestEvent } from '../../directory/request-event'
import { placeholders } from '../placeholders'
import { bare } from './bare'
import type { Db } from './connection'
import { once } from './prepared'
import { requestEvents as table } from './tables'

/** Keeps an event. */
export function eventInsert(db: Db): (event: RequestEvent) => void {
  const insert = once(() => bare(db, db.insert(table).values(placeholders(...columns))))
  return (event) => void insert().run(event)
}

const columns = [
  'id',
  'time',
  'method',
  'path',
  'status',
  'duration',
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
