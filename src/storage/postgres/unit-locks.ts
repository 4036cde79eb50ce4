import { sql } from 'drizzle-orm'
import type { Reader } from '../../directory/store'
import type { Db } from './connection'
import { command, typed } from './prepared'

/**
 * What keeps others from changing what a unit has read, until it ends: `rows` are locked by the statement that finds them;
 * a name stands for all that a count, a list or a row that may not be there depends on, and whoever would ask the same in
 * a unit waits. `nothing` decides nothing: it is told, or whoever relies on it has an index or an update to hold it.
 */
type Rule<Read> = Read extends (...given: infer Given) => unknown
  ? 'rows' | 'nothing' | ((...given: Given) => string)
  : never

type Rules = { readonly [Noun in keyof Reader]: { readonly [Name in keyof Reader[Noun]]: Rule<Reader[Noun][Name]> } }

const owners = (organizationId: string) => `owners ${organizationId}`
const leavers = (connectionId: string) => `leavers ${connectionId}`
const offered = (organizationId: string, type: string) => `offered ${organizationId} ${type}`

export const rules: Rules = {
  organizations: { find: 'rows', findBySlug: 'rows', list: () => 'organizations' },
  definitions: { find: (organizationId) => `definitions ${organizationId}` },
  connections: {
    find: 'rows',
    listOf: (organizationId) => `connections ${organizationId}`,
    tallyOf: (_, connectionId) => leavers(connectionId),
    unreleased: 'nothing',
  },
  unknownAttributes: { listOf: 'nothing' },
  offeredResources: { find: offered, list: offered, page: offered },
  tokens: { find: (hash) => `token ${hash}`, listOf: (connectionId) => `tokens ${connectionId}` },
  users: {
    find: 'rows',
    list: ({ organizationId }) => `users ${organizationId}`,
    walk: ({ organizationId }) => `users ${organizationId}`,
    findByUserName: 'rows',
    findUnownedByEmail: 'rows',
    findUnownedByExternalId: 'rows',
    countActiveOwners: owners,
    findByUnique: 'nothing',
    anyHas: 'nothing',
    nameOf: 'nothing',
  },
  people: { find: 'rows', roleGivers: 'nothing', list: (organizationId) => `users ${organizationId}` },
  groups: {
    find: 'rows',
    list: ({ organizationId }) => `groups ${organizationId}`,
    walk: ({ organizationId }) => `groups ${organizationId}`,
    findByUniqueName: 'rows',
    nameOf: 'nothing',
  },
  rosters: {
    find: 'rows',
    list: (organizationId) => `groups ${organizationId}`,
    members: 'nothing',
    containing: 'nothing',
    roleGivers: 'nothing',
    changes: 'nothing',
    named: 'nothing',
    roleEffects: 'nothing',
  },
  members: { list: 'nothing', listOf: 'nothing' },
  events: { list: 'nothing', search: 'nothing', find: 'nothing' },
  changes: { find: 'nothing', listOf: 'nothing', latestOf: 'nothing', lastOf: 'nothing' },
  accounts: { find: 'rows', findByLogin: 'nothing', passwordHashOf: 'rows', ownersOf: owners },
  sessions: { find: 'nothing', listOf: 'nothing' },
  links: { find: 'rows' },
  signInFailures: { find: (key) => `failures ${key}` },
  apiKeys: { find: 'nothing', listOf: (organizationId) => `keys ${organizationId}` },
  audit: { list: 'nothing' },
  leavers: { countSince: leavers, leftAt: 'nothing' },
  activity: {
    counts: 'nothing',
    latest: 'nothing',
    latestFailure: 'nothing',
    touches: 'nothing',
    activePeople: 'nothing',
  },
  // The insert holds it.
  secrets: { find: 'nothing' },
}

/** Holds a name for the unit; whoever holds it is waited for, and what they have written is seen by the next statement. */
export function nameLocks(db: Db): (name: string) => Promise<void> {
  const lock = command(db, () => sql`select pg_advisory_xact_lock(hashtextextended(${typed('name', 'text')}, 0))`)
  return async (name) => {
    await lock({ name })
  }
}

/** A reader for units, which locks names before it reads; rows are locked by its statements. */
export function locking(reader: Reader, db: Db): Reader {
  const hold = nameLocks(db)
  const nouns = Object.entries(reader).map(([noun, reads]) => {
    const ofNoun: Readonly<Record<string, 'rows' | 'nothing' | ((...given: unknown[]) => string)>> = rules[
      noun as keyof Reader
    ] as never
    const held = Object.entries(reads as Record<string, (...given: unknown[]) => Promise<unknown>>).map(
      ([name, read]) => {
        const rule = ofNoun[name]
        if (typeof rule !== 'function') return [name, read]
        return [
          name,
          async (...given: unknown[]) => {
            await hold(rule(...given))
            return read(...given)
          },
        ]
      },
    )
    return [noun, Object.fromEntries(held)]
  })
  // Has the functions of `reader` under the same names.
  return Object.fromEntries(nouns) as Reader
}
