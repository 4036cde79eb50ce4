import { randomBytes } from 'node:crypto'
import { directory } from '../../src/directory/directory'
import { withId } from '../../src/directory/document'
import { groupKeys, userKeys } from '../../src/directory/keys'
import type { Connection } from '../../src/directory/model'
import type { NewGroup, NewUser, Store, Transaction } from '../../src/directory/store'
import { lenient } from '../../src/scim/leniency'
import { accept } from '../../src/scim/resource'
import { userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { open } from '../../src/storage/sqlite/store'
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

/** How many are written in one unit, and how many people are remembered. */
const batch = 1000
const remembered = 10_000

/**
 * Fills a data directory through the storage layer, with the rows that requests would have left behind: people, groups and
 * their changes, but no events.
 */
export async function seed(
  dataDirectory: string,
  organization: string,
  users: number,
  plans: readonly GroupPlan[] = [],
): Promise<Seeded> {
  const store = await open(dataDirectory)
  try {
    const { connection, token } = await setUp(store, organization)
    const groups = new Map<string, readonly string[]>()
    for (const plan of plans) groups.set(plan.name, await insertGroups(store, connection, plan))
    const sample: Somebody[] = []
    let last: readonly string[] = []
    const step = Math.max(1, Math.floor(users / remembered))
    for (let start = 0; start < users; start += batch) {
      const people = Array.from({ length: Math.min(batch, users - start) }, (_, at) => ({
        id: Bun.randomUUIDv7(),
        index: start + at,
        number: numberAmong(users, start + at),
      }))
      await store.write(async (tx) => {
        for (const somebody of people) await insertUser(tx, connection, somebody)
        for (const plan of plans) await join(tx, connection, plan, groups.get(plan.name) ?? [], people)
      })
      sample.push(...people.filter(({ index }) => index % step === 0))
      last = [...last, ...people.map(({ id }) => id)].slice(-batch)
    }
    return { token, connection, users, sample: shuffled(sample), last, groups }
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

async function insertUser(tx: Transaction, connection: Connection, { id, index, number }: Somebody): Promise<void> {
  const resource = withId(id, accept(userType, profile(index, number), lenient()).resource)
  const document = JSON.stringify(resource)
  const user: NewUser = {
    ...stored(connection, id, document),
    source: 'scim',
    role: 'member',
    keys: userKeys(resource, document),
  }
  await tx.users.insert(user)
  await insertChange(tx, connection, 'User', user)
}

async function insertGroups(store: Store, connection: Connection, plan: GroupPlan): Promise<readonly string[]> {
  const ids = Array.from({ length: plan.count }, () => Bun.randomUUIDv7())
  await store.write(async (tx) => {
    for (const [index, id] of ids.entries()) {
      const resource = { schemas: [urns.group], id, displayName: `${plan.name} ${index + 1}` }
      const document = JSON.stringify(resource)
      const group: NewGroup = { ...stored(connection, id, document), keys: groupKeys(resource, document, false) }
      await tx.groups.insert(group)
      await insertChange(tx, connection, 'Group', group)
    }
  })
  return ids
}

/** The same each time, so that runs can be compared. */
function shuffled(sample: readonly Somebody[]): readonly Somebody[] {
  const ranked = sample.map((somebody, place) => ({ somebody, rank: laterNumber(place) }))
  return ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ somebody }) => somebody)
}

/** Adds those people to a plan's groups who belong there. */
async function join(
  tx: Transaction,
  { id: connectionId, organizationId }: Connection,
  { members }: GroupPlan,
  groups: readonly string[],
  people: readonly Somebody[],
): Promise<void> {
  const joining = Map.groupBy(people, ({ index }) => Math.floor(index / members))
  for (const [at, those] of joining) {
    const group = groups[at]
    if (group === undefined) continue
    await tx.members.add(
      { organizationId, connectionId, includeUnowned: false },
      group,
      those.map(({ id }) => ({ value: id })),
    )
  }
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

function stored({ id: connectionId, organizationId }: Connection, id: string, document: string) {
  const time = Date.now()
  return { id, organizationId, connectionId, document, version: 1, created: time, modified: time }
}
