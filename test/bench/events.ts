import type { RequestEvent } from '../../src/directory/request-event'
import { open } from '../../src/storage/sqlite/store'
import { unguarded } from './copies'

/** How many events the store writes; all others are copies of these. */
export const first = 10_000

/** The time (ms) from one event to the next. */
const distance = 30
export const timeOf = (index: number) => Date.UTC(2026, 0, 5) + index * distance

export const organizationId = '019b8c11-5e00-7a44-9d31-6d1c2f5b7a90'
const busy = '019b8c11-5e01-7b8e-8f02-0a4be2c71d55'
/** The connection of one event in a hundred. */
export const rare = '019b8c11-5e02-7c19-a3d7-95e01f4c8b26'
/** One of 250 people whom events are about. */
export const person = (index: number) => `019b8c11-5e04-7e31-8${String(index % 1000).padStart(3, '0')}-b7023e6a0d48`
/** Whom only the first event is about, and none of its copies. */
export const uncopied = '019b8c11-5e03-7d20-b4e8-a6f120d59c37'

/** Makes a data directory with the first events in it. */
export async function writeEvents(dataDirectory: string): Promise<void> {
  const store = await open(dataDirectory)
  await store.write(async (tx) => {
    for (let index = 0; index < first; index++) await tx.events.insert(eventAt(index))
  })
  await store.close()
}

/** One in a hundred has failed. */
function eventAt(index: number): RequestEvent {
  const time = timeOf(index)
  const isRead = index % 4 === 0
  return {
    id: Bun.randomUUIDv7('hex', time),
    organizationId,
    connectionId: index % 100 === 0 ? rare : busy,
    time,
    method: 'GET',
    path: isRead ? `/scim/v2/Users/${person(index)}` : '/scim/v2/Users',
    ...(!isRead && { query: `filter=userName+eq+%22person.${index}%40harbor.example%22` }),
    status: index % 100 === 7 ? 404 : 200,
    resourceType: 'User',
    ...(isRead && { resourceId: index === 0 ? uncopied : person(index) }),
    ip: '203.0.113.7',
    userAgent: 'Okta SCIM Client 1.0.0',
    duration: 100,
  }
}

/** Makes so many of the first events, by copying in SQL what the store has written; each with a time of its own, and an id that tells it. */
export function copyEvents(dataDirectory: string, events: number): void {
  const { db, close } = unguarded(dataDirectory)
  const time = `(time + ?1 * ${distance})`
  const changed: Readonly<Record<string, string>> = {
    position: 'position + ?1',
    id: `printf('%08x-%04x', ${time} >> 16, ${time} & 65535) || substr(id, 14)`,
    time,
    resource_id: `nullif(resource_id, '${uncopied}')`,
  }
  const columns = db
    .query<{ name: string }, []>(`select name from pragma_table_info('request_events')`)
    .all()
    .map(({ name }) => name)
  const copy = db.prepare(`insert into request_events (${columns})
    select ${columns.map((name) => changed[name] ?? name)} from request_events where position <= ?2`)
  for (let made = first; made < events; made += first) copy.run(made, Math.min(first, events - made))
  close()
}
