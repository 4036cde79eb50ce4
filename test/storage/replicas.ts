import { afterAll, beforeAll, beforeEach, setDefaultTimeout } from 'bun:test'
import { randomBytes } from 'node:crypto'
import type { Caller } from '../../src/directory/caller'
import type { Connection } from '../../src/directory/connection'
import { type Directory, directory } from '../../src/directory/directory'
import { operator, type Staff } from '../../src/directory/staff'
import type { Store } from '../../src/directory/store'
import { groupType, userType } from '../../src/scim/resource-types'
import { open } from '../../src/storage/postgres/store'
import { type PostgresServer, startPostgres } from '../support/postgres'
import { event } from './people'

/** Two replicas on one database, new for each test, with an organization, its first connection and its owner. */
export interface Replicas {
  readonly organizationId: string
  readonly staff: Staff
  /** As it is now, when it is set. */
  connection: Connection
  /** By turns, so that any number is somebody. */
  store(index: number): Store
  domain(index: number): Directory
  /** The connection, as a request of it. */
  caller(): Caller
  /** Does something so many times at once, by one replica and the other in turn. */
  everywhere<T>(
    times: number,
    deed: (domain: Directory, index: number, store: Store) => Promise<T>,
  ): Promise<readonly PromiseSettledResult<T>[]>
}

export const password = 'long enough for one'

/** Of this file's tests. */
export function twoReplicas(): Replicas {
  let server: PostgresServer
  let both: readonly { readonly store: Store; readonly domain: Directory }[] = []
  let organizationId = ''
  let connection: Connection | undefined

  // What is too slow ends the server, and with it all tests that are left.
  setDefaultTimeout(60_000)

  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)

  afterAll(async () => {
    await Promise.all(both.map(({ store }) => store.close()))
    await server.stop()
  })

  beforeEach(async () => {
    await Promise.all(both.map(({ store }) => store.close()))
    const url = await server.createDatabase()
    both = await Promise.all([replica(url), replica(url)])
    const { organization } = await of(0).domain.setUp({
      organization: 'Harbor',
      owner: 'owner@harbor.example',
      password,
    })
    organizationId = organization.id
    connection = (await of(0).domain.connectionsOf(organizationId))[0]
  })

  function of(index: number) {
    const found = both[index % 2]
    if (!found) throw new Error('there are replicas only while a test runs')
    return found
  }

  return {
    get organizationId() {
      return organizationId
    },
    get staff() {
      return operator(organizationId)
    },
    get connection() {
      if (!connection) throw new Error('an organization begins with a connection')
      return connection
    },
    set connection(next) {
      connection = next
    },
    store: (index) => of(index).store,
    domain: (index) => of(index).domain,
    caller: () => callerOf(connection),
    everywhere: (times, deed) =>
      Promise.allSettled(Array.from({ length: times }, (_, index) => deed(of(index).domain, index, of(index).store))),
  }
}

async function replica(url: string) {
  const store = await open(url, { connections: 6 })
  const domain = directory({
    store,
    now: Date.now,
    newId: Bun.randomUUIDv7,
    randomBytes,
    hashPassword: async (text) => `quick ${text}`,
    verifyPassword: async (text, hash) => hash === `quick ${text}`,
  })
  return { store, domain }
}

export function callerOf(connection: Connection | undefined): Caller {
  if (!connection) throw new Error('somebody calls by a connection')
  return {
    connection,
    types: { user: userType, group: groupType, offered: [] },
    witness: ({ changeId }) =>
      event(Bun.randomUUIDv7(), { connectionId: connection.id, ...(changeId && { changeId }) }),
  }
}

export const person = (userName: string, more: object = {}) => ({
  resource: { schemas: [userType.schema.id], userName, active: true, ...more },
})
export const team = (displayName: string) => ({ resource: { schemas: [groupType.schema.id], displayName } })

export const kept = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
  outcomes.filter(({ status }) => status === 'fulfilled').length
export const refusals = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
  outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
