import { actorNames, keyOf } from './actor-names'
import type { Actor } from './change'
import type { Dependencies } from './directory'
import type { StoredEvent } from './request-event'
import type { Movement, NamedResource, RosterChange } from './roster'
import { rosterOf } from './roster-rules'
import { demand, type Staff } from './staff'

/** What happened to a group, the newest first, and the requests about it. */
export interface RosterHistory {
  readonly entries: readonly RosterEntry[]
  /** The id of the change that older ones are before; absent where there are none. */
  readonly older?: number
  readonly events: readonly StoredEvent[]
}

interface Deed {
  readonly actor: Actor
  /** What whoever did it is called now. */
  readonly actorName?: string
  readonly time: number
}

export type RosterEntry =
  | (Deed & {
      readonly kind: 'change'
      readonly action: RosterChange['action']
      /** The documents, as JSON text; absent where there was none. */
      readonly before?: string
      readonly after?: string
      readonly added: Moved
      readonly removed: Moved
      /** The request that did it, where it is among those about the group. */
      readonly eventId?: string
    })
  | (Deed & { readonly kind: 'role'; readonly from: unknown; readonly to: unknown })

/** Members that came or went. Of many, those that stand first are named; who is gone for good has no name. */
export interface Moved {
  readonly count: number
  readonly named: readonly NamedResource[]
}

/** How many changes and requests are told at once, and how many members of each by name. */
const most = 30
const mostMembers = 10
const mostRoles = 200

export function rosterHistory({ store }: Pick<Dependencies, 'store'>) {
  return async (by: Staff, id: string, before?: number): Promise<RosterHistory> => {
    demand(by, 'viewer', 'see the history of groups')
    const { organizationId } = by
    await rosterOf(store, by, id)
    const page = { limit: most + 1, first: mostMembers }
    const newer =
      before === undefined
        ? undefined
        : (await store.rosters.changes(organizationId, id, { before: before + 1, limit: 1, first: 0 }))[0]
    const found = await store.rosters.changes(organizationId, id, { ...page, ...(before !== undefined && { before }) })
    const changes = found.slice(0, most)
    const isMore = found.length > most
    const { events } = await store.events.search({ organizationId, resourceId: id, limit: most })
    const target = { organizationId, targetId: id, actionPrefix: 'group.role-changed' }
    const oldest = isMore ? (changes.at(-1)?.time ?? 0) : 0
    const roles = (await store.audit.list({ ...target, limit: mostRoles })).filter(
      ({ time }) => time >= oldest && time < (newer?.time ?? Number.POSITIVE_INFINITY),
    )
    const names = await actorNames(store, organizationId, [...changes, ...roles])
    const members = await namesOf(organizationId, changes)
    const deed = ({ actor, time }: Pick<RosterChange, 'actor' | 'time'>): Deed => {
      const actorName = names.get(keyOf(actor))
      return { actor, time, ...(actorName !== undefined && { actorName }) }
    }
    const told = changes.map((change, index): RosterEntry => {
      const earlier = found[index + 1]?.after
      const eventId = events.find(({ changeId }) => changeId === change.id)?.id
      return {
        kind: 'change',
        ...deed(change),
        action: change.action,
        ...(earlier !== undefined && { before: earlier }),
        ...(change.after !== undefined && { after: change.after }),
        added: moved(change.added, members),
        removed: moved(change.removed, members),
        ...(eventId !== undefined && { eventId }),
      }
    })
    const given = roles.map(
      (entry): RosterEntry => ({
        kind: 'role',
        ...deed(entry),
        from: entry.details?.from,
        to: entry.details?.to,
      }),
    )
    const last = changes.at(-1)
    return {
      entries: [...given, ...told].sort((one, other) => other.time - one.time),
      ...(isMore && last && { older: last.id }),
      events,
    }
  }

  async function namesOf(organizationId: string, changes: readonly RosterChange[]) {
    const ids = changes.flatMap(({ added, removed }) => [...added.first, ...removed.first])
    return new Map((await store.rosters.named(organizationId, ids)).map((each) => [each.id, each]))
  }
}

function moved({ count, first }: Movement, names: ReadonlyMap<string, NamedResource>): Moved {
  return { count, named: first.flatMap((id) => names.get(id) ?? []) }
}
