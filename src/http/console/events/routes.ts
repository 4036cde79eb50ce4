import { get, type Route } from '../visit'
import { rawBody } from './bodies'
import { eventPage } from './event-page'
import { eventsPage } from './events-page'
import { csv, exported, ndjson } from './export'
import { liveRows } from './live-rows'

/** The log of what identity providers asked, and each request in it. */
export const eventRoutes: readonly Route[] = [
  get('/events', 'viewer', eventsPage),
  get('/events/rows', 'viewer', liveRows),
  get('/events/export.csv', 'viewer', exported(csv)),
  get('/events/export.ndjson', 'admin', exported(ndjson)),
  get('/events/:id', 'viewer', eventPage),
  get('/events/:id/request', 'viewer', rawBody('request')),
  get('/events/:id/answer', 'viewer', rawBody('answer')),
]
