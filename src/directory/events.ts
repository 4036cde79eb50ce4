import { projectText } from '../scim/projection'
import type { Dependencies } from './directory'
import type { KnownTypes } from './known-types'
import type { RequestEvent } from './model'
import type { EventQuery, StoredEvent } from './store'

export interface EventLog {
  /** Takes the event of a request that wrote nothing; it is kept within 100 ms. */
  log(event: RequestEvent): void
  events(query: EventQuery): Promise<readonly StoredEvent[]>
  /** The body that was answered: kept with the event, or, for a write, the resource as its change left it. */
  answerOf(event: StoredEvent): Promise<string | undefined>
  /** What a user or group is or was called, deleted ones included. */
  nameOf(organizationId: string, type: 'User' | 'Group', id: string): Promise<string | undefined>
}

export function eventLog({ store }: Dependencies, types: KnownTypes): EventLog {
  return {
    log: (event) => store.log(event),
    events: (query) => store.events.list(query),
    nameOf: (organizationId, type, id) => (type === 'User' ? store.users : store.groups).nameOf(organizationId, id),
    async answerOf({ responseBody, changeId }) {
      if (responseBody !== undefined || changeId === undefined) return responseBody
      const change = await store.changes.find(changeId)
      if (change?.after === undefined || change.resourceType !== 'User') return change?.after
      return projectText((await types.ofOrganization(change.organizationId)).user, change.after, undefined)
    },
  }
}
