import { equal, type JsonObject } from '../scim/json'
import { type Patch, patch } from '../scim/patch'
import type { Draft } from '../scim/resource'
import { type Caller, scopeOf } from './caller'
import type { Change } from './change'
import type { Dependencies } from './directory'
import { parse, withId } from './document'
import type { Group, Member, NewGroup } from './group'
import { groupKeys } from './keys'
import {
  addMembers,
  applyToMembers,
  isAboutMembers,
  type Moves,
  membersIn,
  net,
  none,
  refuseManySearches,
  replaceMembers,
} from './membership'
import { Refusal } from './refusal'
import type { Transaction } from './store'
import type { Page, Query, Walk } from './stored-resource'

/** A group, with its members where they were asked for. */
export interface GroupWithMembers extends Group {
  readonly members?: readonly Member[]
}

/** Whether the answer to a write should hold the members, told by the group as it then is. */
export type WantsMembers = (group: Group) => boolean

/** What a connection may do with groups. Members are rows: none is loaded that nobody named or asked for. Errors: Refusal. */
export interface Groups {
  read(caller: Pick<Caller, 'connection'>, id: string, withMembers: boolean): Promise<GroupWithMembers>
  list(caller: Pick<Caller, 'connection'>, query: Query, withMembers: boolean): Promise<Page<GroupWithMembers>>
  /** A page that goes on from one of the list's resources. */
  walk(caller: Pick<Caller, 'connection'>, walk: Walk, withMembers: boolean): Promise<readonly GroupWithMembers[]>
  create(caller: Caller, draft: Draft): Promise<GroupWithMembers>
  replace(caller: Caller, id: string, draft: Draft): Promise<GroupWithMembers>
  patch(caller: Caller, id: string, changes: Patch, wantsMembers: WantsMembers): Promise<GroupWithMembers>
  delete(caller: Caller, id: string): Promise<void>
}

export function groups({ store, now, newId }: Dependencies): Groups {
  return {
    async read({ connection }, id, withMembers) {
      const group = (await store.groups.find(scopeOf(connection), id)) ?? missing(id)
      return withMembers ? { ...group, members: await store.members.list(id) } : group
    },

    async list({ connection }, query, withMembers) {
      const page = await store.groups.list(scopeOf(connection), query)
      return withMembers ? { ...page, items: await withTheirMembers(page.items) } : page
    },

    async walk({ connection }, walk, withMembers) {
      const items = await store.groups.walk(scopeOf(connection), walk)
      return withMembers ? withTheirMembers(items) : items
    },

    create: (caller, draft) =>
      store.write(async (tx) => {
        const { connection } = caller
        const id = caller.newId ?? newId()
        const { members, ...rest } = draft.resource
        const resource = withId(id, rest)
        const document = JSON.stringify(resource)
        const keys = groupKeys(resource, document, connection.settings.equalGroupNames)
        await refuseNamesake(tx, connection.id, id, keys.uniqueName, resource)
        const time = now()
        const { organizationId } = connection
        const group: NewGroup = {
          id,
          organizationId,
          connectionId: connection.id,
          document,
          keys,
          version: 1,
          created: time,
          modified: time,
        }
        await tx.groups.insert(group)
        const added = await addMembers(tx, scopeOf(caller.connection), id, membersIn(members))
        const created = { ...group, memberCount: added.length, members: await tx.members.list(id) }
        return record(tx, caller, created, resource, 'created', { added, removed: [] })
      }),

    replace: (caller, id, draft) =>
      store.write(async (tx) => {
        const current = (await tx.groups.find(scopeOf(caller.connection), id)) ?? missing(id)
        const { members, ...rest } = draft.resource
        const moved = await replaceMembers(tx, scopeOf(caller.connection), id, membersIn(members))
        return save(tx, caller, current, withId(id, rest), moved, () => true)
      }),

    patch: (caller, id, { operations }, wantsMembers) =>
      store.write(async (tx) => {
        const current = (await tx.groups.find(scopeOf(caller.connection), id)) ?? missing(id)
        const moves: Moves[] = []
        const aboutMembers = operations.filter(isAboutMembers)
        refuseManySearches(aboutMembers)
        for (const operation of aboutMembers)
          moves.push(await applyToMembers(tx, scopeOf(caller.connection), id, operation))
        const others = operations.filter((operation) => !isAboutMembers(operation))
        return save(tx, caller, current, patch(caller.types.group, parse(current), others), net(moves), wantsMembers)
      }),

    delete: (caller, id) =>
      store.write(async (tx) => {
        const group = (await tx.groups.find(scopeOf(caller.connection), id)) ?? missing(id)
        caller.precondition?.(group)
        const time = now()
        for (const parent of await tx.groups.delete(group, time)) {
          await tx.changes.insert(changeOf(caller, parent, 'updated', { added: [], removed: [id] }))
        }
        const { after: _, ...deleted } = changeOf(caller, { ...group, modified: time }, 'deleted', none)
        const changeId = await tx.changes.insert(deleted)
        await tx.events.insert(
          caller.witness({ type: caller.types.group, name: nameOf(parse(group)), stored: group, changeId }),
        )
      }),
  }

  async function withTheirMembers(groups: readonly Group[]): Promise<readonly GroupWithMembers[]> {
    const members = await store.members.listOf(groups.map(({ id }) => id))
    return groups.map((group) => ({ ...group, members: members.get(group.id) ?? [] }))
  }

  async function save(
    tx: Transaction,
    caller: Caller,
    current: Group,
    resource: JsonObject,
    moved: Moves,
    wantsMembers: WantsMembers,
  ): Promise<GroupWithMembers> {
    caller.precondition?.(current)
    const memberCount = current.memberCount + moved.added.length - moved.removed.length
    const isSame = moved.added.length + moved.removed.length === 0 && equal(resource, parse(current))
    if (isSame) return record(tx, caller, await view(tx, current, wantsMembers), resource)
    const document = JSON.stringify(resource)
    const keys = groupKeys(resource, document, caller.connection.settings.equalGroupNames)
    await refuseNamesake(tx, caller.connection.id, current.id, keys.uniqueName, resource)
    const saved = {
      ...current,
      connectionId: caller.connection.id,
      document,
      keys,
      memberCount,
      version: current.version + 1,
      modified: now(),
    }
    if (!(await tx.groups.update(saved)))
      throw new Refusal('stale', `Group ${current.id} was changed by another request; try again.`)
    return record(tx, caller, await view(tx, saved, wantsMembers), resource, 'updated', moved)
  }

  async function record(
    tx: Transaction,
    caller: Caller,
    group: GroupWithMembers,
    resource: JsonObject,
    action?: Change['action'],
    moved: Moves = none,
  ): Promise<GroupWithMembers> {
    const changeId = action && (await tx.changes.insert(changeOf(caller, group, action, moved)))
    await tx.events.insert(
      caller.witness({
        type: caller.types.group,
        name: nameOf(resource),
        stored: group,
        ...(changeId && { changeId }),
      }),
    )
    return group
  }
}

async function view(tx: Transaction, group: Group, wantsMembers: WantsMembers): Promise<GroupWithMembers> {
  return wantsMembers(group) ? { ...group, members: await tx.members.list(group.id) } : group
}

async function refuseNamesake(
  tx: Transaction,
  connectionId: string,
  id: string,
  uniqueName: string | undefined,
  resource: JsonObject,
): Promise<void> {
  const namesake = uniqueName === undefined ? undefined : await tx.groups.findByUniqueName(connectionId, uniqueName)
  if (namesake && namesake.id !== id) {
    throw new Refusal(
      'conflict',
      `The displayName ${nameOf(resource)} is taken by group ${namesake.id} of this connection.`,
    )
  }
}

function changeOf({ connection }: Caller, group: Group, action: Change['action'], { added, removed }: Moves): Change {
  const { organizationId, version, modified, document } = group
  return {
    organizationId,
    connectionId: connection.id,
    resourceType: 'Group',
    resourceId: group.id,
    action,
    actor: { kind: 'connection', id: connection.id },
    time: modified,
    version,
    after: document,
    ...(added.length > 0 && { membersAdded: added }),
    ...(removed.length > 0 && { membersRemoved: removed }),
  }
}

function missing(id: string): never {
  throw new Refusal('not_found', `There is no group with the id ${id}.`)
}

const nameOf = (resource: JsonObject) => String(resource.displayName)
