import type { ResourceType } from '../scim/attribute'
import { equal, isObject, type JsonObject, own } from '../scim/json'
import { lenient } from '../scim/leniency'
import { project } from '../scim/projection'
import { replacement } from '../scim/replacement'
import { accept } from '../scim/resource'
import { ScimError } from '../scim/scim-error'
import { isStorable } from '../scim/text'
import type { AuditAction, AuditEntry } from './audit-entry'
import { depart, keepAnOwner, refuseTaken, signOut, userNameOf } from './belonging'
import type { Change } from './change'
import type { Dependencies } from './directory'
import { parse, withId } from './document'
import { userKeys } from './keys'
import type { KnownTypes } from './known-types'
import type { PeoplePage, PeopleQuery, Person } from './person'
import { type PersonHistory, personHistory } from './person-history'
import {
  byGroup,
  changedMeanwhile,
  detailsOf,
  ours,
  type PersonDetails,
  refuseDeleted,
  refuseNamesake,
} from './person-rules'
import { Refusal } from './refusal'
import { auditEntry, demand, higher, isAtLeast, type Staff } from './staff'
import type { Transaction } from './store'
import type { NewUser, Role } from './user'

/**
 * What staff may do with the people of their organization. What a connection that is not deleted owns of somebody is
 * read-only here: attributes, whether they are active, and their end; the role is ours. Errors: Refusal, `stale` where
 * somebody else was faster.
 */
export interface People {
  list(by: Staff, query: PeopleQuery): Promise<PeoplePage>
  /** Deleted ones too, with their attributes but those that are never shown. */
  read(by: Staff, id: string): Promise<PersonDetails & { readonly type: ResourceType; readonly resource: JsonObject }>
  /** What people of the organization can have. */
  attributes(by: Staff): Promise<ResourceType>
  history(by: Staff, id: string): Promise<PersonHistory>
  /** Makes somebody who belongs to no connection. */
  create(by: Staff, attributes: JsonObject, role: Role): Promise<string>
  /**
   * Sets attributes by the names that a resource has them under; of what has parts, as extensions have, only the parts
   * that are given. `null` takes away.
   */
  change(by: Staff, id: string, version: number, attributes: JsonObject): Promise<void>
  deactivate(by: Staff, id: string, version: number): Promise<void>
  reactivate(by: Staff, id: string, version: number): Promise<void>
  /** `from` is the role that whoever decided has seen. */
  changeRole(by: Staff, id: string, from: Role, to: Role): Promise<void>
  delete(by: Staff, id: string, version: number): Promise<void>
  /** Brings somebody back as they were, but for the groups they were in. */
  restore(by: Staff, id: string): Promise<void>
  /** Removes for good who was deleted before a time (ms), a few at a time; returns how many. */
  purge(before: number): Promise<number>
}

/** How long (ms) the deleted can be restored. */
export const restorable = 30 * 24 * 3_600_000

/** How many are removed in one unit: others wait for it. */
const together = 100

export function people({ store, now, newId }: Dependencies, types: KnownTypes): People {
  return {
    async list(by, query) {
      demand(by, 'viewer', 'see people')
      return store.people.list(by.organizationId, query)
    },

    async read(by, id) {
      demand(by, 'viewer', 'see people')
      const [type, details] = [await typeFor(by), await detailsOf(store, by, id)]
      return { ...details, type, resource: project(type, parse(details.person), undefined) }
    },

    async attributes(by) {
      demand(by, 'viewer', 'see people')
      return typeFor(by)
    },

    history: personHistory({ store }, types),

    async create(by, attributes, role) {
      demand(by, 'admin', 'add people')
      if (role === 'owner') demand(by, 'owner', 'make owners')
      const { organizationId } = by
      const type = await typeFor(by)
      const id = newId()
      const resource = withId(id, {
        ...accepted(() => accept(type, storable(attributes), lenient()).resource),
        active: true,
      })
      const document = JSON.stringify(resource)
      const time = now()
      const stored = { id, organizationId, document, version: 1, created: time, modified: time }
      const user: NewUser = { ...stored, source: 'manual', role, keys: userKeys(resource, document, type) }
      await store.write(async (tx) => {
        await refuseNamesake(tx, user)
        await refuseTaken(tx, organizationId, id, user.keys)
        await tx.users.insert(user)
        await record(tx, by, user, 'created', 'user.created', { role })
      })
      return id
    },

    async change(by, id, version, attributes) {
      demand(by, 'admin', 'change people')
      const type = await typeFor(by)
      await store.write(async (tx) => {
        const person = await ours(tx, by, id, version)
        const before = parse(person)
        const given = laidOver(before, storable(attributes))
        const draft = accepted(() => replacement(type, before, accept(type, given, lenient()).resource))
        const resource = withId(id, { ...draft, active: person.active })
        if (equal(resource, before)) return
        const changed = [...new Set([...Object.keys(before), ...Object.keys(resource)])]
        const names = changed.filter((name) => name !== 'schemas' && !equal(before[name], resource[name]))
        const saved = await save(tx, type, person, resource)
        await record(tx, by, saved, 'updated', 'user.updated', { attributes: names })
      })
    },

    async deactivate(by, id, version) {
      demand(by, 'admin', 'deactivate people')
      const type = await typeFor(by)
      await store.write(async (tx) => {
        const person = await ours(tx, by, id, version)
        if (!person.active) return
        await keepAnOwner(tx, person)
        const saved = await save(tx, type, person, { ...parse(person), active: false })
        await signOut(tx, id)
        await record(tx, by, saved, 'deactivated', 'user.deactivated')
      })
    },

    async reactivate(by, id, version) {
      demand(by, 'admin', 'reactivate people')
      const type = await typeFor(by)
      await store.write(async (tx) => {
        const person = await ours(tx, by, id, version)
        if (person.active) return
        const saved = await save(tx, type, person, { ...parse(person), active: true })
        await record(tx, by, saved, 'reactivated', 'user.reactivated')
      })
    },

    async changeRole(by, id, from, to) {
      demand(by, 'admin', 'change roles')
      const type = await typeFor(by)
      await store.write(async (tx) => {
        const { person, roleGivers } = await detailsOf(tx, by, id)
        refuseDeleted(person)
        if (person.role === 'owner' || to === 'owner') demand(by, 'owner', 'make and unmake owners')
        if (person.role !== from)
          throw new Refusal(
            'stale',
            `${userNameOf(person)} has been given the role ${person.role} meanwhile; look again.`,
          )
        if (from === to) return
        const [giver] = roleGivers
        const effective = giver ? higher(giver.role, to) : to
        if (giver && effective !== to) throw new Refusal('conflict', byGroup(person, giver))
        if (to !== 'owner') await keepAnOwner(tx, person)
        const saved = await save(tx, type, { ...person, role: to }, parse(person))
        if (!isAtLeast(effective, 'viewer')) await signOut(tx, id)
        await record(tx, by, saved, 'updated', 'role.changed', { from, to })
      })
    },

    delete: (by, id, version) =>
      store.write(async (tx) => {
        demand(by, 'owner', 'delete people')
        const person = await ours(tx, by, id, version)
        await keepAnOwner(tx, person)
        const time = now()
        await depart(tx, person, by.actor, time)
        await tx.changes.insert({ ...changeBy(by, person, 'deleted', time) })
        await tx.audit.insert(auditEntry(by, time, 'user.deleted', targetOf(person)))
      }),

    async restore(by, id) {
      demand(by, 'admin', 'restore people')
      const type = await typeFor(by)
      await store.write(async (tx) => {
        const { person, connection, isOwned } = await detailsOf(tx, by, id)
        if (person.deletedAt === undefined) throw new Refusal('conflict', `${userNameOf(person)} is not deleted.`)
        if (person.role === 'owner') demand(by, 'owner', 'restore owners')
        const keys = userKeys(parse(person), person.document, type)
        const { connectionId: _, ...unowned } = person
        const owner = isOwned && connection ? { connectionId: connection.id } : ({ source: 'manual' } as const)
        const version = person.version + 1
        const user: NewUser = { ...unowned, ...owner, keys, version, modified: now() }
        await refuseNamesake(tx, user)
        await refuseTaken(tx, by.organizationId, id, keys)
        if (!(await tx.users.restore(user))) throw changedMeanwhile(person)
        await record(tx, by, user, 'restored', 'user.restored')
      })
    },

    async purge(before) {
      let purged = 0
      for (;;) {
        const some = await store.write((tx) => tx.people.purge(before, together))
        purged += some
        if (some < together) return purged
      }
    },
  }

  async function typeFor({ organizationId }: Staff): Promise<ResourceType> {
    return (await types.ofOrganization(organizationId)).user
  }

  /** The resource in the person's place, as the next version. */
  async function save(tx: Transaction, type: ResourceType, person: Person, resource: JsonObject): Promise<NewUser> {
    const document = JSON.stringify(resource)
    const keys = userKeys(resource, document, type)
    const saved = { ...person, document, keys, version: person.version + 1, modified: now() }
    await refuseNamesake(tx, saved)
    await refuseTaken(tx, person.organizationId, person.id, keys)
    if (!(await tx.users.update(saved))) throw changedMeanwhile(person)
    return saved
  }

  async function record(
    tx: Transaction,
    by: Staff,
    user: NewUser,
    action: Change['action'],
    audited: AuditAction,
    details?: AuditEntry['details'],
  ): Promise<void> {
    await tx.changes.insert({ ...changeBy(by, user, action, user.modified), after: user.document })
    await tx.audit.insert(auditEntry(by, user.modified, audited, targetOf(user), details))
  }
}

/** What the protocol finds wrong with attributes is wrong in a form as well. */
function accepted<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof ScimError ? new Refusal('invalid', error.detail) : error
  }
}

function laidOver(before: JsonObject, attributes: JsonObject): JsonObject {
  const laid = Object.entries(attributes).map(([name, value]) => {
    const had = own(before, name)
    return [name, isObject(had) && isObject(value) ? { ...had, ...value } : value]
  })
  return { ...before, ...Object.fromEntries(laid) }
}

/** The same attributes. Errors: Refusal invalid for text that no database keeps. */
function storable(attributes: JsonObject): JsonObject {
  JSON.stringify(attributes, (_, value) => {
    if (typeof value === 'string' && !isStorable(value))
      throw new Refusal('invalid', 'The text has characters that cannot be kept; type it anew.')
    return value
  })
  return attributes
}

function changeBy({ actor }: Staff, user: NewUser | Person, action: Change['action'], time: number): Change {
  const { id, organizationId, connectionId, version } = user
  const owner = connectionId !== undefined && { connectionId }
  return { organizationId, ...owner, resourceType: 'User', resourceId: id, action, actor, time, version }
}

function targetOf(user: Pick<Person, 'id' | 'document'>) {
  return { type: 'user', id: user.id, name: userNameOf(user) } as const
}
