import { projectText } from '../scim/projection'
import type { Dependencies } from './directory'
import { type EventBackground, eventBackground } from './event-background'
import type { EventFilter, EventPage, EventSearch } from './event-search'
import { exportDesk } from './export-desk'
import type { KnownTypes } from './known-types'
import { Refusal } from './refusal'
import type { EventQuery, RequestEvent, StoredEvent } from './request-event'
import { auditEntry, demand, type Staff } from './staff'

export interface EventLog {
  /** Takes the event of a request that wrote nothing; it is kept within 100 ms. */
  log(event: RequestEvent): void
  events(query: EventQuery): Promise<readonly StoredEvent[]>
  searchEvents(search: EventSearch): Promise<EventPage>
  /** An event of the staff's organization, by its id or position. Errors: Refusal not_found. */
  readEvent(by: Staff, id: string): Promise<StoredEvent>
  /** What else is known about it. */
  backgroundOf(event: StoredEvent): Promise<EventBackground>
  /**
   * All events that are wanted, the newest first, a part at a time as they are asked for; bodies, answers included, need
   * an admin. It is put on record before the first part. Errors: Refusal forbidden.
   */
  exportEvents(
    by: Staff,
    filter: Omit<EventFilter, 'organizationId' | 'isUnattributed'>,
    what: { readonly format: string; readonly withBodies: boolean },
  ): Promise<AsyncIterable<readonly StoredEvent[]>>
  /** The body that was answered: kept with the event, or, for a write, the resource as its change left it. */
  answerOf(event: StoredEvent): Promise<string | undefined>
  /** What a user or group is or was called, deleted ones included. */
  nameOf(organizationId: string, type: 'User' | 'Group', id: string): Promise<string | undefined>
}

/** How many events a part of an export has. */
const part = 250

export function eventLog({ store, now }: Dependencies, types: KnownTypes): EventLog {
  const exports = exportDesk(now)

  async function answerOf({ responseBody, changeId }: StoredEvent): Promise<string | undefined> {
    if (responseBody !== undefined || changeId === undefined) return responseBody
    const change = await store.changes.find(changeId)
    if (change?.after === undefined || change.resourceType !== 'User') return change?.after
    return projectText((await types.ofOrganization(change.organizationId)).user, change.after, undefined)
  }

  async function withAnswer(event: StoredEvent): Promise<StoredEvent> {
    const answer = await answerOf(event)
    return answer === undefined ? event : { ...event, responseBody: answer }
  }

  async function* parts(filter: EventFilter, withBodies: boolean): AsyncGenerator<readonly StoredEvent[]> {
    let below: number | undefined
    for (;;) {
      const from = below !== undefined && { below }
      const { events } = await store.events.search({ ...filter, ...from, limit: part, withBodies })
      if (events.length > 0) yield withBodies ? await Promise.all(events.map(withAnswer)) : events
      below = events.at(-1)?.position
      if (events.length < part) return
    }
  }

  return {
    log: (event) => store.log(event),
    events: (query) => store.events.list(query),
    searchEvents: (search) => store.events.search(search),
    answerOf,
    backgroundOf: eventBackground({ store }, types),
    nameOf: (organizationId, type, id) => (type === 'User' ? store.users : store.groups).nameOf(organizationId, id),

    async readEvent({ organizationId }, id) {
      const event = await store.events.find(organizationId, id)
      if (event) return event
      throw new Refusal('not_found', `There is no event with the id ${id}; old ones are deleted after a while.`)
    },

    async exportEvents(by, filter, { format, withBodies }) {
      demand(by, withBodies ? 'admin' : 'viewer', 'export events with bodies')
      const { organizationId } = by
      const admitted = exports.admit(organizationId, parts({ ...filter, organizationId }, withBodies))
      const details = { format, bodies: withBodies, ...filter }
      await store.write((tx) => tx.audit.insert(auditEntry(by, now(), 'events.exported', undefined, details)))
      return admitted
    },
  }
}
