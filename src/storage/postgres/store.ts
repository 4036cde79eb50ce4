import type { RequestEvent } from '../../directory/request-event'
import type { Reader, Store, Transaction } from '../../directory/store'
import type { Reports } from '../availability'
import { eventBuffer } from '../event-buffer'
import { requestTally } from '../request-tally'
import { together } from '../together'
import { unknownTally } from '../unknown-tally'
import { useTally } from '../use-tally'
import { accounts } from './accounts'
import { activity } from './activity'
import { apiKeys, apiKeyWrites } from './api-keys'
import { audit, auditWrites } from './audit'
import { changes, changeWrites } from './changes'
import { choreClaims } from './chores'
import { type Db, pool, statementsOn } from './connection'
import { connections, connectionWrites } from './connections'
import { credentialWrites } from './credentials'
import { definitions, definitionWrites } from './definitions'
import { eventBatches } from './event-batches'
import { eventDeletion } from './event-deletion'
import { eventHorizon } from './event-horizon'
import { events } from './event-lists'
import { eventParts } from './event-parts'
import { eventInsert } from './events'
import { obstacle, translated } from './failures'
import { groupWrites } from './group-writes'
import { groups } from './groups'
import { leavers, leaverWrites } from './leavers'
import { links, linkWrites } from './links'
import { memberWrites } from './member-writes'
import { members } from './members'
import { migrate } from './migrations'
import { offeredResources, offeredResourceWrites } from './offered-resources'
import { organizations, organizationWrites } from './organizations'
import { people } from './people'
import { peopleWrites } from './people-writes'
import { releases } from './releases'
import { requestCountAdding } from './request-counts'
import { rosterWrites } from './roster-writes'
import { rosters } from './rosters'
import { secrets, secretWrites } from './secrets'
import { sessions, sessionWrites } from './sessions'
import { signInFailures, signInFailureWrites } from './sign-in-failures'
import { tokens, tokenUses, tokenWrites } from './tokens'
import { refuseUnfinishedMove } from './unfinished-move'
import { locking } from './unit-locks'
import { CommitUnknown, units } from './units'
import { unknownAttributeCounts, unknownAttributes, unknownAttributeWrites } from './unknown-attributes'
import { userWrites } from './user-writes'
import { users } from './users'
import { type WatchedPool, watchedPool } from './watched-pool'

export interface Options {
  /** How many connections are held at most; 10 if not said. */
  readonly connections?: number
  /** Whom it tells when the database goes away and when it is back, and what was lost meanwhile. */
  readonly reports?: Reports
}

/** Opens a database by its URL, and brings it to this program's schema. Errors: Unavailable, UnsuitableDatabase. */
export async function open(url: string, { connections = 10, reports }: Options = {}): Promise<Store> {
  try {
    const first = pool(url, 1)
    try {
      await refuseUnfinishedMove(first)
      await migrate(first)
    } finally {
      await first.close()
    }
    return storeOn(watchedPool(url, connections, reports), reports)
  } catch (error) {
    throw obstacle(error, url)
  }
}

function storeOn(pool: WatchedPool, reports: Reports | undefined): Store {
  const prepared = new Set<string>()
  const db = statementsOn(() => pool, prepared, false, pool.ask)
  const work = units(pool, (client, keep) => laneOn(statementsOn(client, prepared, true, pool.watch), keep))
  const horizon = eventHorizon(pool)
  const rotate = eventParts(pool)
  const batches = eventBatches(db)
  const buffer = eventBuffer(batches.keep, reports)
  // In one order for all replicas, so that two which write the same rows do not wait for each other in a circle.
  const inTurn = async <T>(items: readonly T[], keyOf: (item: T) => string, note: (notes: Notes) => Note<T>) => {
    const ordered = items.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
    await work.run(async ({ notes }) => {
      for (const item of ordered) await note(notes)(item)
    })
  }
  const ofConnection = ({ connectionId }: { readonly connectionId: string }) => connectionId
  const requests = requestTally((counted) => inTurn(counted, ofConnection, (notes) => notes.requests))
  const tally = unknownTally((counted) => inTurn(counted, ofConnection, (notes) => notes.unknown))
  const uses = useTally((taken) =>
    inTurn(
      taken,
      ({ id }) => id,
      (notes) => notes.use,
    ),
  )
  let closing: Promise<void> | undefined

  async function close(): Promise<void> {
    try {
      await work.settled()
      await together([buffer.close(), tally.close(), uses.close(), requests.close()])
    } finally {
      await pool.close()
    }
  }

  return {
    ...readerOn(db, (after) => pool.ask(() => horizon(after))),
    keepsOrder: false,
    isReachable: pool.isReachable,
    async write(unit) {
      const { value, events } = await work
        .run(({ transaction }) => unit(transaction))
        .catch((error) => {
          if (error instanceof CommitUnknown) error.events.forEach(batches.doubt)
          throw error
        })
      for (const event of events) requests.count(event)
      return value
    },
    log(event) {
      buffer.log(event)
      requests.count(event)
    },
    count: tally.count,
    tokenUsed: uses.used,
    claim: choreClaims(db),
    rotateEvents: (before) =>
      rotate(before).catch((error) => {
        throw translated(error)
      }),
    async flush() {
      await together([buffer.flush(), tally.flush(), uses.flush(), requests.flush()])
    },
    close() {
      closing ??= close()
      return closing
    },
  }
}

type Note<T> = (item: T) => Promise<void>

/** What is noted now and then, and belongs to no request. */
type Notes = ReturnType<typeof notesOn>

function notesOn(db: Db) {
  return { requests: requestCountAdding(db), unknown: unknownAttributeCounts(db), use: tokenUses(db) }
}

function laneOn(db: Db, keep: (event: RequestEvent) => void) {
  return { transaction: transactionOn(db, keep), notes: notesOn(db) }
}

function readerOn(db: Db, horizon?: (after: number) => Promise<number>): Reader {
  return {
    organizations: organizations(db),
    definitions: definitions(db),
    connections: connections(db),
    unknownAttributes: unknownAttributes(db),
    offeredResources: offeredResources(db),
    tokens: tokens(db),
    users: users(db),
    people: people(db),
    groups: groups(db),
    rosters: rosters(db),
    members: members(db),
    events: events(db, horizon),
    changes: changes(db),
    accounts: accounts(db),
    sessions: sessions(db),
    links: links(db),
    signInFailures: signInFailures(db),
    apiKeys: apiKeys(db),
    audit: audit(db),
    leavers: leavers(db),
    activity: activity(db),
    secrets: secrets(db),
  }
}

/** What a unit may do. It sees what units before it have written, and what it has read stays so until it ends. */
function transactionOn(db: Db, keep: (event: RequestEvent) => void): Transaction {
  const reader = locking(readerOn(db), db)
  const insertEvents = eventInsert(db)
  return {
    organizations: { ...reader.organizations, ...organizationWrites(db) },
    definitions: { ...reader.definitions, ...definitionWrites(db) },
    connections: { ...reader.connections, ...connectionWrites(db) },
    unknownAttributes: { ...reader.unknownAttributes, ...unknownAttributeWrites(db) },
    offeredResources: { ...reader.offeredResources, ...offeredResourceWrites(db) },
    tokens: { ...reader.tokens, ...tokenWrites(db) },
    users: { ...reader.users, ...userWrites(db) },
    people: { ...reader.people, ...peopleWrites(db) },
    groups: { ...reader.groups, ...groupWrites(db) },
    rosters: { ...reader.rosters, ...rosterWrites(db) },
    releases: releases(db),
    members: { ...reader.members, ...memberWrites(db) },
    accounts: reader.accounts,
    sessions: { ...reader.sessions, ...sessionWrites(db) },
    links: { ...reader.links, ...linkWrites(db) },
    signInFailures: { ...reader.signInFailures, ...signInFailureWrites(db) },
    apiKeys: { ...reader.apiKeys, ...apiKeyWrites(db) },
    audit: { ...reader.audit, ...auditWrites(db) },
    leavers: { ...reader.leavers, ...leaverWrites(db) },
    activity: reader.activity,
    credentials: credentialWrites(db),
    secrets: { ...reader.secrets, ...secretWrites(db) },
    events: {
      ...reader.events,
      ...eventDeletion(db),
      async insert(event) {
        await insertEvents([event])
        keep(event)
      },
    },
    changes: { ...reader.changes, ...changeWrites(db) },
  }
}
