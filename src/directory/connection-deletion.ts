import type { Actor, Change } from './change'
import type { Connection } from './connection'
import { connectionOf, targetOf } from './connections'
import type { Dependencies } from './directory'
import type { Group } from './group'
import { auditEntry, demand, type Staff } from './staff'
import type { Transaction } from './store'
import type { User } from './user'

/** How connections end: at once for the identity provider, bit by bit for the people they had. */
export interface ConnectionDeletion {
  /**
   * Ends the connection and its tokens at once. Its people and groups stay and belong to nobody; they are released in the
   * background. Errors: Refusal.
   */
  deleteConnection(by: Staff, connectionId: string): Promise<void>
  /** Releases what deleted connections still have, such as after a crash; settles when they have nothing left. */
  releaseDeleted(): Promise<void>
}

/** How many people or groups are released in one unit: others wait for it. */
const together = 40

export function connectionDeletion({ store, now }: Dependencies): ConnectionDeletion {
  let running: Promise<void> | undefined

  async function releaseAll(): Promise<void> {
    for (;;) {
      const waiting = await store.connections.unreleased()
      if (waiting.length === 0) return
      for (const connection of waiting) await release(connection)
    }
  }

  async function release(connection: Connection): Promise<void> {
    const actor = await deleterOf(connection)
    let released: number
    do {
      released = await store.write((tx) => releaseSome(tx, connection, actor, now()))
    } while (released === together)
  }

  async function deleterOf({ organizationId, id }: Connection): Promise<Actor> {
    const query = { organizationId, targetId: id, actionPrefix: 'connection.deleted', limit: 1 }
    const [entry] = await store.audit.list(query)
    return entry?.actor ?? { kind: 'command' }
  }

  function releaseDeleted(): Promise<void> {
    running ??= releaseAll().finally(() => {
      running = undefined
    })
    return running
  }

  return {
    releaseDeleted,

    async deleteConnection(by, connectionId) {
      demand(by, 'owner', 'delete connections')
      await store.write(async (tx) => {
        const connection = await connectionOf(tx, by, connectionId)
        const deletedAt = now()
        await tx.connections.update({ ...connection, deletedAt })
        await tx.tokens.revokeAll(connectionId, deletedAt)
        const { users, groups } = await tx.connections.tallyOf(by.organizationId, connectionId)
        const details = { people: users, groups }
        await tx.audit.insert(auditEntry(by, deletedAt, 'connection.deleted', targetOf(connection), details))
      })
      // What fails here is done again by whoever keeps house. A run under way may have looked too early for this one.
      const after = (running ?? Promise.resolve()).catch(() => undefined)
      after.then(releaseDeleted).catch(() => undefined)
    },
  }
}

async function releaseSome(tx: Transaction, connection: Connection, actor: Actor, time: number): Promise<number> {
  const { id } = connection
  const people = await tx.releases.people(id, together, time)
  const groups = people.length < together ? await tx.releases.groups(id, together - people.length, time) : []
  const change = (resource: User | Group, resourceType: Change['resourceType']): Change => ({
    organizationId: connection.organizationId,
    connectionId: id,
    resourceType,
    resourceId: resource.id,
    action: 'released',
    actor,
    time,
    version: resource.version,
    after: resource.document,
  })
  for (const user of people) await tx.changes.insert(change(user, 'User'))
  for (const group of groups) await tx.changes.insert(change(group, 'Group'))
  return people.length + groups.length
}
