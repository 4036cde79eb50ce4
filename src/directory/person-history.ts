import { projectText } from '../scim/projection'
import { actorNames, keyOf } from './actor-names'
import type { StoredAuditEntry } from './audit-entry'
import type { StoredChange } from './change'
import type { Dependencies } from './directory'
import type { KnownTypes } from './known-types'
import { Refusal } from './refusal'
import type { StoredEvent } from './request-event'
import { demand, type Staff } from './staff'

/** What happened to somebody, the newest first, without attributes that are never shown; and the requests about them. */
export interface PersonHistory {
  readonly changes: readonly PersonChange[]
  /** Whether there were more changes than these. */
  readonly isMore: boolean
  readonly events: readonly StoredEvent[]
}

export interface PersonChange extends StoredChange {
  /** The document before, as JSON text; absent where there was none. */
  readonly before?: string
  /** What whoever did it is called now. */
  readonly actorName?: string
  /** The request that did it, where it is among those about the person. */
  readonly eventId?: string
  /** Of a change of the role. */
  readonly role?: { readonly from: unknown; readonly to: unknown }
}

/** How many changes and requests are told. */
const most = 50

export function personHistory({ store }: Pick<Dependencies, 'store'>, types: KnownTypes) {
  return async (by: Staff, id: string): Promise<PersonHistory> => {
    demand(by, 'viewer', 'see the history of people')
    const { organizationId } = by
    if (!(await store.people.find(organizationId, id))) throw new Refusal('not_found', 'There is nobody with this id.')
    const found = await store.changes.latestOf(organizationId, id, most + 1)
    const { events } = await store.events.search({ organizationId, resourceId: id, limit: most })
    const roles = await store.audit.list({ organizationId, targetId: id, actionPrefix: 'role.changed', limit: most })
    const names = await actorNames(store, organizationId, found)
    const { user } = await types.ofOrganization(organizationId)
    const shown = found.map(({ after, ...change }) => ({
      ...change,
      ...(after !== undefined && { after: projectText(user, after, undefined) }),
    }))
    const changes = shown.slice(0, most).map((change, index) => {
      const before = shown[index + 1]?.after
      const actorName = names.get(keyOf(change.actor))
      const eventId = events.find(({ changeId }) => changeId === change.id)?.id
      const role = roleIn(roles.find(({ time, actor }) => time === change.time && keyOf(actor) === keyOf(change.actor)))
      return {
        ...change,
        ...(before !== undefined && { before }),
        ...(actorName !== undefined && { actorName }),
        ...(eventId !== undefined && { eventId }),
        ...(role && { role }),
      }
    })
    return { changes, isMore: found.length > most, events }
  }
}

function roleIn(entry: StoredAuditEntry | undefined): PersonChange['role'] {
  return entry?.details && { from: entry.details.from, to: entry.details.to }
}
