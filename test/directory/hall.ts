import { randomBytes } from 'node:crypto'
import { type Dependencies, type Directory, directory } from '../../src/directory/directory'
import { userKeys } from '../../src/directory/keys'
import { operator, type Staff } from '../../src/directory/staff'
import type { Store } from '../../src/directory/store'
import type { Role } from '../../src/directory/user'
import { clear, newPlace, openStore } from '../support/place'

/** The domain on a store of its own, with a clock that the test turns and hashes that cost nothing. */
export interface Hall extends Directory {
  readonly store: Store
  readonly clock: { now: number }
  /** An organization with its owner, owner@<name>.example; both ids. */
  found(name: string): Promise<{ readonly id: string; readonly owner: string }>
  /** Somebody with a role and, unless it is undefined, a password. */
  person(organizationId: string, userName: string, role: Role, password?: string): Promise<string>
  /** Somebody as they administer the organization. */
  as(userId: string): Promise<Staff>
  close(): Promise<void>
}

export const password = 'long enough for one'
export const quickHash = (text: string) => `quick ${text}`

export async function hall(more: Partial<Dependencies> = {}): Promise<Hall> {
  const place = await newPlace()
  const store = await openStore(place)
  const clock = { now: Date.parse('2026-11-23T09:00:00Z') }
  const domain = directory({
    store,
    now: () => clock.now,
    newId: Bun.randomUUIDv7,
    randomBytes,
    hashPassword: async (text) => quickHash(text),
    verifyPassword: async (text, hash) => hash === quickHash(text),
    ...more,
  })
  return {
    ...domain,
    store,
    clock,
    async found(name) {
      const made = await domain.setUp({ organization: name, owner: `owner@${name.toLowerCase()}.example`, password })
      return { id: made.organization.id, owner: made.entrance.userId }
    },
    async person(organizationId, userName, role, text) {
      const id = Bun.randomUUIDv7()
      const resource = { id, userName, active: true, emails: [{ value: userName, primary: true }] }
      const document = JSON.stringify(resource)
      const { now: time } = clock
      await store.write(async (tx) => {
        await tx.users.insert({
          id,
          organizationId,
          document,
          keys: userKeys(resource, document),
          version: 1,
          created: time,
          modified: time,
          source: 'manual',
          role,
        })
        if (text !== undefined) await tx.credentials.put(id, quickHash(text))
      })
      return id
    },
    async as(userId) {
      const account = await store.accounts.find(userId)
      if (!account) return operator('nowhere')
      const { organizationId, effectiveRole: role } = account
      return { organizationId, role, actor: { kind: 'person', id: userId }, name: 'somebody' }
    },
    async close() {
      await store.close()
      await clear(place)
    },
  }
}
