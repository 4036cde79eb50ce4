import { equal, type JsonObject } from '../scim/json'
import { type Patch, patch } from '../scim/patch'
import { replacement } from '../scim/replacement'
import type { Draft } from '../scim/resource'
import { fold } from '../scim/text'
import { depart, keepAnOwner, refuseTaken, signOut } from './belonging'
import { type Caller, scopeOf } from './caller'
import type { Change } from './change'
import type { Dependencies } from './directory'
import { parse, withId } from './document'
import { keepsNames, userKeys } from './keys'
import { Refusal } from './refusal'
import { countIn, countOut, guarded } from './safeguard'
import type { Transaction } from './store'
import type { Page, Query, Walk } from './stored-resource'
import type { NewUser, User, UserKeys, UserWithGroups } from './user'

/** What a connection may do with people. Each write is one unit: state, change and event. Errors: Refusal. */
export interface Users {
  read(caller: Pick<Caller, 'connection'>, id: string): Promise<UserWithGroups>
  list(caller: Pick<Caller, 'connection'>, query: Query): Promise<Page<UserWithGroups>>
  /** A page that goes on from one of the list's resources. */
  walk(caller: Pick<Caller, 'connection'>, walk: Walk): Promise<readonly UserWithGroups[]>
  create(caller: Caller, draft: Draft): Promise<UserWithGroups>
  replace(caller: Caller, id: string, draft: Draft): Promise<UserWithGroups>
  patch(caller: Caller, id: string, changes: Patch): Promise<UserWithGroups>
  delete(caller: Caller, id: string): Promise<void>
}

export function users({ store, now, newId, hashPassword, verifyPassword }: Dependencies): Users {
  const write = <T>({ connection }: Caller, unit: (tx: Transaction) => Promise<T>) =>
    guarded({ store, now }, connection.id, unit)

  return {
    async read({ connection }, id) {
      return (await store.users.find(scopeOf(connection), id)) ?? missing(id)
    },

    list: ({ connection }, query) => store.users.list(scopeOf(connection), query),
    walk: ({ connection }, walk) => store.users.walk(scopeOf(connection), walk),

    async create(caller, draft) {
      const passwordHash = await hashToKeep(caller, draft.password)
      return write(caller, async (tx) => {
        const id = caller.newId ?? newId()
        const resource = withId(id, { ...draft.resource, active: draft.resource.active ?? true })
        const document = JSON.stringify(resource)
        const keys = userKeys(resource, document, caller.types.user)
        const met = await meet(tx, caller, keys)
        if (met) {
          const current = (await tx.users.find(scopeOf(caller.connection), met.id)) ?? missing(met.id)
          const adopted = (before: JsonObject) => withId(met.id, replacement(caller.types.user, before, resource))
          return save(tx, caller, current, adopted, passwordHash)
        }
        await refuseTaken(tx, caller.connection.organizationId, id, keys)
        const { connection } = caller
        const time = now()
        const { organizationId } = connection
        const user: NewUser = {
          id,
          organizationId,
          connectionId: connection.id,
          source: 'scim',
          role: 'member',
          document,
          keys,
          version: 1,
          created: time,
          modified: time,
        }
        await tx.users.insert(user)
        return record(
          tx,
          caller,
          { ...user, active: keys.active, groups: [] },
          nameOf(resource),
          'created',
          passwordHash,
        )
      })
    },

    async replace(caller, id, draft) {
      const passwordHash = await hashToKeep(caller, draft.password, id)
      return write(caller, async (tx) => {
        const current = (await tx.users.find(scopeOf(caller.connection), id)) ?? missing(id)
        const { active = current.active } = draft.resource
        const replaced = (before: JsonObject) =>
          withId(id, { ...replacement(caller.types.user, before, draft.resource), active })
        return save(tx, caller, current, replaced, passwordHash)
      })
    },

    async patch(caller, id, { operations, password }) {
      const passwordHash = await hashToKeep(caller, password, id)
      return write(caller, async (tx) => {
        const current = (await tx.users.find(scopeOf(caller.connection), id)) ?? missing(id)
        const patched = (before: JsonObject) => {
          const resource = patch(caller.types.user, before, operations)
          return { ...resource, active: resource.active ?? current.active }
        }
        return save(tx, caller, current, patched, passwordHash)
      })
    },

    delete: (caller, id) =>
      write(caller, async (tx) => {
        const user = (await tx.users.find(scopeOf(caller.connection), id)) ?? missing(id)
        caller.precondition?.(user)
        await keepAnOwner(tx, user)
        const time = now()
        await countOut(tx, caller.connection, user, 'deletion', time)
        await depart(tx, user, { kind: 'connection', id: caller.connection.id }, time)
        const deleted = changeOf(caller, user, 'deleted', time)
        const changeId = await tx.changes.insert(deleted)
        await tx.events.insert(
          caller.witness({ type: caller.types.user, name: nameOf(parse(user)), stored: user, changeId }),
        )
      }),
  }

  /** Nothing where passwords are not kept, or the user `id` has this one: providers send the same one again and again. */
  async function hashToKeep({ connection }: Caller, password?: string, id?: string): Promise<string | undefined> {
    if (!connection.settings.passwordSync || password === undefined) return undefined
    // Who is not theirs is not asked for: how long that takes would tell of a password.
    const known = id !== undefined && (await store.users.find(scopeOf(connection), id))
    const before = known ? await store.accounts.passwordHashOf(known.id) : undefined
    return before !== undefined && (await verifyPassword(password, before)) ? undefined : hashPassword(password)
  }

  /** Makes of a stored user what `change` says, unless that changes nothing. The first write to a person without a connection adopts them. */
  async function save(
    tx: Transaction,
    caller: Caller,
    current: UserWithGroups,
    change: (before: JsonObject) => JsonObject,
    passwordHash?: string,
  ): Promise<UserWithGroups> {
    caller.precondition?.(current)
    const adopts = current.connectionId === undefined
    const before = parse(current)
    const resource = change(before)
    if (!adopts && equal(resource, before))
      return record(tx, caller, current, nameOf(resource), undefined, passwordHash)
    const document = JSON.stringify(resource)
    const keys = userKeys(resource, document, caller.types.user)
    const isRenamed = keys.userName !== fold(nameOf(before))
    const namesake = isRenamed && (await tx.users.findByUserName(current.organizationId, keys.userName))
    if (namesake && namesake.id !== current.id) throw new Refusal('conflict', taken(resource))
    await refuseTaken(tx, current.organizationId, current.id, keys)
    if (!keys.active) await keepAnOwner(tx, current)
    const leaves = current.active && !keys.active
    const time = now()
    if (leaves) await countOut(tx, caller.connection, current, 'deactivation', time)
    else if (keys.active) await countIn(tx, caller.connection, current, time)
    const saved: NewUser = {
      ...current,
      connectionId: caller.connection.id,
      source: 'scim',
      document,
      keys,
      version: current.version + 1,
      modified: time,
    }
    if (!(await tx.users.update(saved, keepsNames(before, resource))))
      throw new Refusal('stale', `User ${current.id} was changed by another request; try again.`)
    const action = adopts
      ? 'adopted'
      : keys.active === current.active
        ? 'updated'
        : keys.active
          ? 'reactivated'
          : 'deactivated'
    if (leaves) await signOut(tx, current.id)
    return record(
      tx,
      caller,
      { ...saved, active: keys.active, groups: current.groups },
      nameOf(resource),
      action,
      passwordHash,
    )
  }

  /** Keeps the change and the event of a write, and the password that came with it. */
  async function record(
    tx: Transaction,
    caller: Caller,
    user: UserWithGroups,
    name: string,
    action: Change['action'] | undefined,
    passwordHash?: string,
  ): Promise<UserWithGroups> {
    if (passwordHash) {
      await tx.credentials.put(user.id, passwordHash)
      await signOut(tx, user.id)
    }
    const changeId = action && (await tx.changes.insert(changeOf(caller, user, action, user.modified)))
    await tx.events.insert(
      caller.witness({ type: caller.types.user, name, stored: user, ...(changeId && { changeId }) }),
    )
    return user
  }
}

/**
 * Looks for somebody a new user would collide with. Under `adopt` a person without a connection is who was meant, and is
 * returned; anybody else is a conflict.
 */
async function meet(tx: Transaction, { connection }: Caller, keys: UserKeys): Promise<User | undefined> {
  const { organizationId, settings } = connection
  const namesake = await tx.users.findByUserName(organizationId, keys.userName)
  const { primaryEmail, externalId } = keys
  const met =
    namesake ??
    (primaryEmail === undefined ? undefined : await tx.users.findUnownedByEmail(organizationId, primaryEmail)) ??
    (externalId === undefined ? undefined : await tx.users.findUnownedByExternalId(organizationId, externalId))
  if (!met) return undefined
  if (met.connectionId !== undefined) {
    const whose = met.connectionId === connection.id ? `user ${met.id}` : 'a person of another connection'
    throw new Refusal('conflict', `${taken(parse(met))} It belongs to ${whose}.`)
  }
  if (settings.existingPeople === 'adopt') return met
  throw new Refusal(
    'conflict',
    `${nameOf(parse(met))} is already a member of this organization and was not made by this connection. To let the connection take over existing people, set its policy for existing people to "adopt".`,
  )
}

function changeOf({ connection }: Caller, user: User, action: Change['action'], time: number): Change {
  const { organizationId, version } = user
  const after = action === 'deleted' ? {} : { after: user.document }
  return {
    organizationId,
    connectionId: connection.id,
    resourceType: 'User',
    resourceId: user.id,
    action,
    actor: { kind: 'connection', id: connection.id },
    time,
    version,
    ...after,
  }
}

function missing(id: string): never {
  throw new Refusal('not_found', `There is no user with the id ${id}.`)
}

const taken = (resource: JsonObject) => `The userName ${nameOf(resource)} is taken.`

const nameOf = (resource: JsonObject) => String(resource.userName)
