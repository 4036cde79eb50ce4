import { randomBytes } from 'node:crypto'
import type { Connection } from '../../src/directory/connection'
import { directory } from '../../src/directory/directory'
import { withId } from '../../src/directory/document'
import type { NewGroup } from '../../src/directory/group'
import { groupKeys, userKeys } from '../../src/directory/keys'
import type { Store, Transaction } from '../../src/directory/store'
import type { NewUser } from '../../src/directory/user'
import { lenient } from '../../src/scim/leniency'
import { accept } from '../../src/scim/resource'
import { userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { open } from '../../src/storage/sqlite/store'
import { copier } from './copies'
import { laterNumber, numberAmong, profile } from './people'

/** Groups of one size, one after another: of the directory's first people, or each of its own stretch of them. */
export interface GroupPlan {
  readonly name: string
  readonly count: number
  readonly members: number
}

/** Somebody in a directory. Index and number tell all their attributes. */
export interface Somebody {
  readonly id: string
  readonly index: number
  readonly number: string
}

/** An organization in a directory, and how to act on it. */
export interface Seeded {
  readonly token: string
  readonly connection: Connection
  readonly users: number
  /** People from all over the directory, in no order. */
  readonly sample: readonly Somebody[]
  /** The ids of the last people of the directory. */
  readonly last: readonly string[]
  /** The ids of the groups of a plan, by its name. */
  readonly groups: ReadonlyMap<string, readonly string[]>
}

/** How many are written at once, and how many people are remembered. */
const batch = 10_000
const remembered = 20_000

/** How many people the store writes itself; so many have all attributes that there are. */
const originals = 240

/**
 * Fills a data directory with the rows that requests would have left behind: people, groups and their changes, but no
 * events.
 */
export async function seed(
  dataDirectory: string,
  organization: string,
  users: number,
  plans: readonly GroupPlan[] = [],
): Promise<Seeded> {
  const somebody = (_: unknown, index: number): Somebody => ({
    id: Bun.randomUUIDv7(),
    index,
    number: numberAmong(users, index),
  })
  const first = Array.from({ length: Math.min(originals, users) }, somebody)
  const { connection, token } = await stored(dataDirectory, async (store) => {
    const found = await setUp(store, organization)
    await insertPeople(store, found.connection, first)
    return found
  })
  const ids = first.map(({ id }) => id)
  const step = Math.max(1, Math.floor(users / remembered))
  const sample = first.filter(({ index }) => index % step === 0)
  const { add, close } = copier(dataDirectory, first)
  for (let start = originals; start < users; start += batch) {
    const people = Array.from({ length: Math.min(batch, users - start) }, (_, at) => somebody(_, start + at))
    add(people)
    ids.push(...people.map(({ id }) => id))
    sample.push(...people.filter(({ index }) => index % step === 0))
  }
  close()
  const groups = await stored(dataDirectory, async (store) => {
    const found = new Map<string, readonly string[]>()
    for (const plan of plans) found.set(plan.name, await insertGroups(store, connection, plan, ids))
    return found
  })
  return { token, connection, users, sample: shuffled(sample), last: ids.slice(-batch), groups }
}

/** Acts on the store of a data directory that nobody has open. */
async function stored<T>(dataDirectory: string, act: (store: Store) => Promise<T>): Promise<T> {
  const store = await open(dataDirectory)
  try {
    return await act(store)
  } finally {
    await store.close()
  }
}

async function setUp(store: Store, organization: string): Promise<Pick<Seeded, 'connection' | 'token'>> {
  const { setUp, findConnection } = directory({
    store,
    now: Date.now,
    newId: Bun.randomUUIDv7,
    randomBytes,
    hashPassword: (password) => Bun.password.hash(password, 'argon2id'),
    verifyPassword: Bun.password.verify,
  })
  const owner = `owner@${organization.toLowerCase()}.example`
  const { connection, token } = await setUp({ organization, owner, password: 'long enough for one' })
  const found = await findConnection(connection.id)
  if (!found) throw new Error('an organization was set up without a connection')
  // The work deactivates more people than a safeguard lets pass.
  const lax = { ...found, settings: { ...found.settings, safeguardPercent: 0 } }
  await store.write((tx) => tx.connections.update(lax))
  return { connection: lax, token }
}

/** Writes people through the store, as requests do. */
export async function insertPeople(store: Store, connection: Connection, people: readonly Somebody[]): Promise<void> {
  await store.write(async (tx) => {
    for (const somebody of people) await insertUser(tx, connection, somebody)
  })
}

async function insertUser(tx: Transaction, connection: Connection, { id, index, number }: Somebody): Promise<void> {
  const resource = withId(id, accept(userType, profile(index, number), lenient()).resource)
  const document = JSON.stringify(resource)
  const user: NewUser = {
    ...created(connection, id, document),
    source: 'scim',
    role: 'member',
    keys: userKeys(resource, document),
  }
  await tx.users.insert(user)
  await insertChange(tx, connection, 'User', user)
}

/** Returns the ids of the groups. */
async function insertGroups(
  store: Store,
  connection: Connection,
  { name, count, members }: GroupPlan,
  ids: readonly string[],
): Promise<readonly string[]> {
  const { id: connectionId, organizationId } = connection
  const scope = { organizationId, connectionId, includeUnowned: false }
  const groups: string[] = []
  for (let at = 0; at < count; at++) {
    const id = Bun.randomUUIDv7()
    const resource = { schemas: [urns.group], id, displayName: `${name} ${at + 1}` }
    const document = JSON.stringify(resource)
    const group: NewGroup = { ...created(connection, id, document), keys: groupKeys(resource, document, false) }
    const joining = ids.slice(at * members, (at + 1) * members).map((value) => ({ value }))
    await store.write(async (tx) => {
      await tx.groups.insert(group)
      await insertChange(tx, connection, 'Group', group)
      await tx.members.add(scope, id, joining)
    })
    groups.push(id)
  }
  return groups
}

/** The same each time, so that runs can be compared. */
function shuffled(sample: readonly Somebody[]): readonly Somebody[] {
  const ranked = sample.map((somebody, place) => ({ somebody, rank: laterNumber(place) }))
  return ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ somebody }) => somebody)
}

function insertChange(
  tx: Transaction,
  { id: connectionId, organizationId }: Connection,
  resourceType: 'User' | 'Group',
  { id: resourceId, document: after, created: time, version }: NewUser | NewGroup,
): Promise<number> {
  const actor = { kind: 'connection', id: connectionId } as const
  return tx.changes.insert({
    organizationId,
    connectionId,
    resourceType,
    resourceId,
    action: 'created',
    actor,
    time,
    version,
    after,
  })
}

function created({ id: connectionId, organizationId }: Connection, id: string, document: string) {
  const time = Date.now()
  return { id, organizationId, connectionId, document, version: 1, created: time, modified: time }
}
