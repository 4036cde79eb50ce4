import type { RequestEvent } from '../../directory/request-event'
import type { Reader, Store, Transaction } from '../../directory/store'
import { Unavailable } from '../../directory/unavailable'
import { availability, type Reports } from '../availability'
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
import { commitLog } from './commit-log'
import { type Db, reading, writing } from './connection'
import { connections, connectionWrites } from './connections'
import { credentialWrites } from './credentials'
import { definitions, definitionWrites } from './definitions'
import { eventDeletion } from './event-deletion'
import { events } from './event-lists'
import { eventInsert } from './events'
import { databaseFile } from './file'
import { groupWrites } from './group-writes'
import { groups } from './groups'
import { leavers, leaverWrites } from './leavers'
import { links, linkWrites } from './links'
import type { Pause } from './listing'
import { memberWrites } from './member-writes'
import { members } from './members'
import { migrate } from './migrations'
import { offeredResources, offeredResourceWrites } from './offered-resources'
import { organizations, organizationWrites } from './organizations'
import { people } from './people'
import { peopleWrites } from './people-writes'
import { once } from './prepared'
import { readTurns } from './read-turns'
import { reads } from './reads'
import { releases } from './releases'
import { requestCountAdding } from './request-counts'
import { type Revision, revision } from './revision'
import { rosterWrites } from './roster-writes'
import { rosters } from './rosters'
import { secrets, secretWrites } from './secrets'
import { sessions, sessionWrites } from './sessions'
import { type SiblingMemory, type Siblings, siblingMemory, siblings } from './siblings'
import { signInFailures, signInFailureWrites } from './sign-in-failures'
import { tokens, tokenUses, tokenWrites } from './tokens'
import { turnstile } from './turnstile'
import { refuseUnfinishedMove } from './unfinished-move'
import { unknownAttributeCounts, unknownAttributes, unknownAttributeWrites } from './unknown-attributes'
import { userWrites } from './user-writes'
import { users } from './users'
import { type Counters, DatabaseBusy, isBusy, writeQueue } from './write-queue'

export interface SqliteStore extends Store {
  /** What the write queue has done so far, and logged events that had to be thrown away. */
  readonly counters: Counters & { readonly lostEvents: number }
}

export interface Options {
  /** How long (ms) a write waits for another process that is writing; 5000 if not said. */
  readonly patience?: number
  /** Whom it tells when it cannot write and when it can again, and what was lost meanwhile. */
  readonly reports?: Reports
  /** What is shared with other threads of the process that have the same database open. */
  readonly memory?: SiblingMemory
}

/**
 * Opens the database of a data directory, which is made where it is missing, and brings it to this program's schema.
 * Errors: NewerDatabase, ForeignFile, UnsuitableDatabase, DatabaseBusy.
 */
export async function open(directory: string, options: Options = {}): Promise<SqliteStore> {
  try {
    return opened(directory, options)
  } catch (error) {
    if (!isBusy(error)) throw error
    throw new DatabaseBusy(
      `Another process has ${directory} for itself, as rollcall move does. Nothing was changed; try again when it is done.`,
    )
  }
}

function opened(directory: string, { patience = 5000, reports, memory = siblingMemory() }: Options): SqliteStore {
  const file = databaseFile(directory)
  const writer = writing(file)
  try {
    refuseUnfinishedMove(writer.$client, directory)
    migrate(writer.$client)
    // From now on the write queue does the waiting, and lets others have their turn meanwhile.
    writer.$client.run('pragma busy_timeout = 5')
    return storeOn(writer, reading(file), patience, reports, siblings(memory))
  } catch (error) {
    writer.$client.close(true)
    throw error
  }
}

function storeOn(
  writer: Db,
  reader: Db,
  patience: number,
  reports: Reports | undefined,
  threads: Siblings,
): SqliteStore {
  const available = availability(reports)
  const log = commitLog(writer.$client)
  const version = revision(writer.$client, threads)
  const turns = readTurns(writer.$client, threads)
  const reading = { begins: turns.leave, committed: version.advance }
  const queue = writeQueue(writer.$client, patience, log, reading, threads)
  const pause = turnstile(queue.isWriting)
  const insertEvent = eventInsert(writer)
  let kept: RequestEvent[] = []
  const transaction = once(() =>
    transactionOn(writer, (event) => {
      insertEvent(event)
      kept.push(event)
    }),
  )
  const buffer = eventBuffer(
    (logged) =>
      queue.addLoose(async () => {
        for (const event of logged) insertEvent(event)
      }),
    reports,
  )
  const addCount = unknownAttributeCounts(writer)
  const tally = unknownTally((counted) =>
    queue.addLoose(async () => {
      for (const each of counted) addCount(each)
    }),
  )
  const addRequests = requestCountAdding(writer)
  const requests = requestTally((counted) =>
    queue.addLoose(async () => {
      for (const each of counted) addRequests(each)
    }),
  )
  const noteUse = tokenUses(writer)
  const uses = useTally((taken) =>
    queue.addLoose(async () => {
      for (const use of taken) noteUse(use)
    }),
  )
  return {
    ...reads(readerOn(writer, pause, version), readerOn(reader, pause, version), queue, threads, turns),
    async write(unit) {
      const adding = queue.add(async () => {
        kept = []
        return { value: await unit(transaction()), kept }
      })
      const done = await adding.catch((error) => {
        if (error instanceof Unavailable) available.failed(error)
        throw error
      })
      available.answered()
      for (const event of done.kept) requests.count(event)
      return done.value
    },
    log(event) {
      buffer.log(event)
      requests.count(event)
    },
    count: tally.count,
    tokenUsed: uses.used,
    keepsOrder: true,
    async isReachable() {
      try {
        reader.$client.prepare('select 1 from organizations').get()
        return queue.isSound()
      } catch {
        return false
      }
    },
    async flush() {
      await together([buffer.flush(), tally.flush(), uses.flush(), requests.flush()])
    },
    get counters() {
      return { ...queue.counters, lostEvents: buffer.lost }
    },
    async close() {
      try {
        await together([buffer.close(), tally.close(), uses.close(), requests.close()])
        await queue.close()
        await log.close()
      } finally {
        turns.leave()
        reader.$client.close(true)
        writer.$client.close(true)
      }
    },
  }
}

function readerOn(db: Db, pause: Pause, version?: Revision): Reader {
  return {
    organizations: organizations(db),
    definitions: definitions(db),
    connections: connections(db, version),
    unknownAttributes: unknownAttributes(db),
    offeredResources: offeredResources(db),
    tokens: tokens(db, version),
    users: users(db, pause),
    people: people(db, pause),
    groups: groups(db, pause),
    rosters: rosters(db, pause),
    members: members(db),
    events: events(db, pause),
    changes: changes(db),
    accounts: accounts(db),
    sessions: sessions(db),
    links: links(db),
    signInFailures: signInFailures(db),
    apiKeys: apiKeys(db),
    audit: audit(db),
    leavers: leavers(db),
    activity: activity(db, pause),
    secrets: secrets(db),
  }
}

/** What a unit may do. It sees what units before it have written, and never pauses: others wait for it. */
function transactionOn(db: Db, insertEvent: (event: RequestEvent) => void): Transaction {
  const reader = readerOn(db, () => undefined)
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
    events: { ...reader.events, ...eventDeletion(db), insert: async (event) => insertEvent(event) },
    changes: { ...reader.changes, ...changeWrites(db) },
  }
}
