import type { Condition, Target } from '../scim/condition'
import type { ActivityReader } from './activity'
import type { EventFinder } from './event-search'
import type { LeaverReader, LeaverWriter } from './leavers'
import type {
  Account,
  ApiKey,
  AuditEntry,
  Change,
  Connection,
  Group,
  GroupKeys,
  GroupRole,
  Link,
  Member,
  OfferedResource,
  Organization,
  RequestEvent,
  Role,
  Scope,
  Session,
  Source,
  Stored,
  StoredDefinitions,
  Token,
  UniqueValue,
  UnknownAttribute,
  User,
  UserKeys,
  UserWithGroups,
} from './model'
import type { PeopleReader, PeopleWriter } from './person'
import type { RosterReader, RosterWriter } from './roster'

/**
 * What the directory needs of a database. Engine-neutral: SQLite and PostgreSQL implement it, and one test suite holds
 * both to it. `find` may return undefined. Whatever belongs to a scope is invisible outside it.
 */
export interface Store extends Reader {
  /**
   * Runs one unit: all of it is kept or none, and the promise settles after the commit is durable. Units run one after
   * another as if alone; a unit must await nothing but its transaction, and may be run again after a serialization failure.
   * Errors: Unavailable, here as everywhere.
   */
  write<T>(unit: (transaction: Transaction) => Promise<T>): Promise<T>
  /** Whether units run in the order in which they are handed in, even those that are under way together. */
  readonly keepsOrder: boolean
  /** Takes an event that rides in no unit; it is written within 100 ms, and by `close` at the latest. */
  log(event: RequestEvent): void
  /** Counts attributes that nobody has defined; written within a second, and by `close` at the latest. */
  count(connectionId: string, sightings: readonly Sighting[]): void
  /** Notes that a token was used; written within a second, and by `close` at the latest. */
  tokenUsed(use: TokenUse): void
  /**
   * Throws away the parts of the event log that ended before a time (ms), and begins a new part when it is time. Returns how
   * long (ms) a part lasts, and so for how long what is older may still be there. Absent where the log lies in one.
   */
  rotateEvents?(before: number): Promise<number>
  /** Whether the database answers; told within two seconds. */
  isReachable(): Promise<boolean>
  /**
   * Claims a chore for so long (ms) by the database's clock; whether `turn` has it now. It is had by one at a time, who may
   * keep it longer, or give it back. Absent where no other process keeps this store.
   */
  claim?(chore: string, turn: string, duration: number): Promise<boolean>
  /** Writes what `log`, `count` and `tokenUsed` have taken. */
  flush(): Promise<void>
  /** Waits for what is under way, flushes, and closes. */
  close(): Promise<void>
}

export interface Reader {
  readonly organizations: OrganizationReader
  readonly definitions: DefinitionReader
  readonly connections: ConnectionReader
  readonly unknownAttributes: UnknownAttributeReader
  readonly offeredResources: OfferedResourceReader
  readonly tokens: TokenReader
  readonly users: UserReader
  readonly people: PeopleReader
  readonly groups: GroupReader
  readonly rosters: RosterReader
  readonly members: MemberReader
  readonly events: EventReader
  readonly changes: ChangeReader
  readonly accounts: AccountReader
  readonly sessions: SessionReader
  readonly links: LinkReader
  readonly signInFailures: SignInFailureReader
  readonly apiKeys: ApiKeyReader
  readonly audit: AuditReader
  readonly leavers: LeaverReader
  readonly activity: ActivityReader
  readonly secrets: SecretReader
}

export interface Transaction extends Reader {
  readonly organizations: OrganizationReader & {
    insert(organization: Organization): Promise<void>
    update(organization: Organization): Promise<void>
  }
  readonly connections: ConnectionReader & {
    insert(connection: Connection): Promise<void>
    update(connection: Connection): Promise<void>
  }
  readonly definitions: DefinitionReader & { put(definitions: StoredDefinitions): Promise<void> }
  readonly unknownAttributes: UnknownAttributeReader & {
    forget(connectionId: string, attribute: Pick<UnknownAttribute, 'resourceType' | 'path'>): Promise<void>
  }
  readonly offeredResources: OfferedResourceReader & {
    put(resource: OfferedResource): Promise<void>
    /** Whether there was one. */
    delete(organizationId: string, type: string, id: string): Promise<boolean>
  }
  readonly tokens: TokenReader & {
    insert(token: Token): Promise<void>
    /** Ends the connection's live tokens; returns how many. */
    revokeAll(connectionId: string, time: number): Promise<number>
    /** Ends one of the connection's tokens; whether it was live. */
    revoke(connectionId: string, id: string, time: number): Promise<boolean>
  }
  readonly users: UserReader & UserWriter
  readonly people: PeopleReader & PeopleWriter
  readonly groups: GroupReader & GroupWriter
  readonly rosters: RosterReader & RosterWriter
  readonly releases: ReleaseWriter
  readonly members: MemberReader & MemberWriter
  readonly sessions: SessionReader & {
    insert(session: Session): Promise<void>
    extend(hash: string, expires: number): Promise<void>
    delete(hash: string): Promise<void>
    /** Ends the person's sessions, but the one with the hash `except`; returns how many. */
    deleteOf(userId: string, except?: string): Promise<number>
    deleteExpired(time: number): Promise<void>
  }
  readonly links: LinkReader & {
    /** Those of the same person and purpose end. */
    insert(link: Link): Promise<void>
    /** Whether there was one: who deletes it uses it. */
    delete(hash: string): Promise<boolean>
    deleteOf(userId: string): Promise<void>
    deleteExpired(time: number): Promise<void>
  }
  readonly signInFailures: SignInFailureReader & {
    put(key: string, failures: number, latest: number): Promise<void>
    delete(key: string): Promise<void>
    deleteBefore(time: number): Promise<void>
    /** Keeps so many: those with the most failures, and of equals the latest. */
    keepWorst(most: number): Promise<void>
  }
  readonly apiKeys: ApiKeyReader & {
    insert(key: ApiKey): Promise<void>
    /** Whether it was live. */
    revoke(id: string, time: number): Promise<boolean>
  }
  readonly audit: AuditReader & { insert(entry: AuditEntry): Promise<void> }
  readonly leavers: LeaverReader & LeaverWriter
  readonly credentials: { put(userId: string, passwordHash: string): Promise<void> }
  readonly secrets: SecretReader & {
    /** The secret of this name; `fresh` becomes it where there is none yet. */
    obtain(name: string, fresh: Uint8Array): Promise<Uint8Array>
  }
  readonly events: EventReader & {
    insert(event: RequestEvent): Promise<void>
    /** Deletes at most so many of an organization's events, or of nobody's, that are older than a time (ms); returns how many. */
    deleteBefore(organizationId: string | undefined, time: number, limit: number): Promise<number>
  }
  /** Returns the change's id, which grows with every change. */
  readonly changes: ChangeReader & { insert(change: Change): Promise<number> }
}

export interface OrganizationReader {
  find(id: string): Promise<Organization | undefined>
  findBySlug(slug: string): Promise<Organization | undefined>
  list(): Promise<readonly Organization[]>
}

export interface ConnectionReader {
  /** Deleted ones are found too. */
  find(id: string): Promise<Connection | undefined>
  /** Those that are not deleted. */
  listOf(organizationId: string): Promise<readonly Connection[]>
  tallyOf(organizationId: string, connectionId: string): Promise<Tally>
  /** Those that are deleted and still have people or groups. */
  unreleased(): Promise<readonly Connection[]>
}

/** How many of each there are that are not deleted. */
export interface Tally {
  readonly users: number
  readonly active: number
  readonly groups: number
}

/** Ends that some people or groups belong to a connection, at most `limit`, and returns them as they are then; `time` is their `modified`. */
export interface ReleaseWriter {
  /** They are `manual` from now on. */
  people(connectionId: string, limit: number, time: number): Promise<readonly User[]>
  groups(connectionId: string, limit: number, time: number): Promise<readonly Group[]>
}

export interface DefinitionReader {
  find(organizationId: string): Promise<StoredDefinitions | undefined>
}

/** That a request had an attribute which nobody has defined. */
export interface Sighting extends Pick<UnknownAttribute, 'resourceType' | 'path' | 'sample'> {
  readonly time: number
}

export interface UnknownAttributeReader {
  /** At most 200, those first seen first. */
  listOf(connectionId: string): Promise<readonly UnknownAttribute[]>
}

export interface OfferedResourceReader {
  find(organizationId: string, type: string, id: string): Promise<OfferedResource | undefined>
  /** In the order of their ids, by code point. */
  list(organizationId: string, type: string): Promise<readonly OfferedResource[]>
  page(organizationId: string, type: string, range: Pick<Query, 'offset' | 'limit'>): Promise<Page<OfferedResource>>
}

/** A token as a request carries it. */
export interface FoundToken {
  readonly id: string
  readonly connection: Connection
  /** When (ms) it was revoked, if it was. */
  readonly revoked?: number
  readonly expires?: number
}

/** That a token was used, by its id, when (ms) and from where. */
export interface TokenUse {
  readonly id: string
  readonly time: number
  readonly ip?: string
}

export interface TokenReader {
  find(hash: string): Promise<FoundToken | undefined>
  /** Revoked ones too, the newest first. */
  listOf(connectionId: string): Promise<readonly Token[]>
}

export interface AccountReader {
  find(userId: string): Promise<Account | undefined>
  /** Whoever, of whatever organization, is not deleted, has a password, and has this as folded userName or as an e-mail address; at most 32, those with the userName first. */
  findByLogin(login: string): Promise<readonly (Account & { readonly passwordHash: string })[]>
  passwordHashOf(userId: string): Promise<string | undefined>
  /** The active owners of an organization, the oldest first. */
  ownersOf(organizationId: string): Promise<readonly Account[]>
}

export interface SessionReader {
  find(hash: string): Promise<{ readonly session: Session; readonly account: Account } | undefined>
  /** The newest first. */
  listOf(userId: string): Promise<readonly Session[]>
}

export interface LinkReader {
  find(hash: string): Promise<Link | undefined>
}

export interface SignInFailureReader {
  find(key: string): Promise<{ readonly failures: number; readonly latest: number } | undefined>
}

export interface SecretReader {
  find(name: string): Promise<Uint8Array | undefined>
}

export interface ApiKeyReader {
  find(hash: string): Promise<ApiKey | undefined>
  /** Of an organization, or those good for all of them; revoked ones too, the newest first. */
  listOf(organizationId: string | undefined): Promise<readonly ApiKey[]>
}

export interface AuditQuery {
  readonly organizationId: string
  /** Only entries before the one with this id. */
  readonly before?: number
  readonly limit: number
  /** Only what this person, key or connection did. */
  readonly actorId?: string
  /** Only what was done to this. */
  readonly targetId?: string
  /** Only actions that begin so, such as `token.`. */
  readonly actionPrefix?: string
}

export interface StoredAuditEntry extends AuditEntry {
  readonly id: number
}

export interface AuditReader {
  /** The newest first. */
  list(query: AuditQuery): Promise<readonly StoredAuditEntry[]>
}

export interface Query {
  readonly condition?: Condition
  readonly sort?: { readonly by: Target; readonly order: 'ascending' | 'descending' }
  /** How many to pass over, from 0. */
  readonly offset: number
  readonly limit: number
}

/** A page of a list that goes on from one of its resources, whatever has come and gone meanwhile (RFC 9865). */
export interface Walk extends Pick<Query, 'condition' | 'sort' | 'limit'> {
  /**
   * The resource the page borders on, though it may have been deleted since; the page is at the list's beginning where
   * there is none. `key` is what it was sorted by then: absent where that was unassigned, or where nothing is sorted.
   */
  readonly from?: { readonly id: string; readonly key?: string | number | boolean }
  readonly direction: 'forward' | 'backward'
}

/** One page of a list in the order of creation (or as sorted), and how many there are in all. */
export interface Page<T> {
  readonly total: number
  readonly items: readonly T[]
}

export interface UserReader {
  find(scope: Scope, id: string): Promise<UserWithGroups | undefined>
  list(scope: Scope, query: Query): Promise<Page<UserWithGroups>>
  /** In the list's order, whichever the direction. */
  walk(scope: Scope, walk: Walk): Promise<readonly UserWithGroups[]>
  /** Anybody in the organization who has this folded userName. */
  findByUserName(organizationId: string, userName: string): Promise<User | undefined>
  /** Anybody in the organization who belongs to no connection and whose folded primary e-mail is this. */
  findUnownedByEmail(organizationId: string, email: string): Promise<User | undefined>
  /** The same by externalId, which a person keeps whose connection was deleted. */
  findUnownedByExternalId(organizationId: string, externalId: string): Promise<User | undefined>
  countActiveOwners(organizationId: string): Promise<number>
  /** The id of whoever has this unique value. */
  findByUnique(organizationId: string, unique: UniqueValue): Promise<string | undefined>
  /** Whether anybody's document, of people who are deleted too, has a value at this path. Looks at everybody. */
  anyHas(organizationId: string, path: readonly string[]): Promise<boolean>
  /** The people, deleted ones too, whose ids are given; for names on events. */
  nameOf(organizationId: string, id: string): Promise<string | undefined>
}

export interface NewUser extends Stored {
  readonly source: Source
  readonly role: Role
  readonly keys: UserKeys
}

export interface UserWriter {
  insert(user: NewUser): Promise<void>
  /** Replaces document, keys, owner and role; `version` must be one above the stored one, else nothing is done and false is returned. */
  update(user: NewUser): Promise<boolean>
  /**
   * Marks as deleted, frees the userName and ends memberships. The groups it was directly in get a new version, `time` as
   * their `modified` and their memberCount; they are returned as they are then.
   */
  delete(user: Stored, time: number): Promise<readonly Group[]>
  /** Makes a deleted user, with document and keys as given, one of the living again; `version` as in `update`. */
  restore(user: NewUser): Promise<boolean>
  /** Ends the uniqueness of an attribute's values. */
  forgetUnique(organizationId: string, attribute: string): Promise<void>
}

export interface GroupReader {
  /** Under `includeUnowned`, groups without a connection are seen as well. */
  find(scope: Scope, id: string): Promise<Group | undefined>
  list(scope: Scope, query: Query): Promise<Page<Group>>
  walk(scope: Scope, walk: Walk): Promise<readonly Group[]>
  /** The group of the connection that claims this folded name as unique. */
  findByUniqueName(connectionId: string, uniqueName: string): Promise<Group | undefined>
  nameOf(organizationId: string, id: string): Promise<string | undefined>
}

export interface NewGroup extends Stored {
  readonly keys: GroupKeys
}

export interface GroupWriter {
  insert(group: NewGroup): Promise<void>
  /** As UserWriter.update. */
  update(group: NewGroup): Promise<boolean>
  /** What its members may do in the console; whether there is such a group. */
  setRole(organizationId: string, id: string, role: GroupRole | undefined): Promise<boolean>
  /** As UserWriter.delete: returned are the groups that this one was a member of. */
  delete(group: Stored, time: number): Promise<readonly Group[]>
}

export interface MemberReader {
  /** All members in the order they were added. */
  list(groupId: string): Promise<readonly Member[]>
  /** The members of several groups, by group id. */
  listOf(groupIds: readonly string[]): Promise<ReadonlyMap<string, readonly Member[]>>
}

export interface NewMember {
  readonly value: string
  /** What the client called the member, if it did. */
  readonly display?: string
}

export interface MemberWriter {
  /**
   * Adds those that are not yet members. Each id must be a user or a group in the scope; the first that is not is
   * returned as `missing`, and then nothing was added. Cost depends on the members named, not on the group's size.
   */
  add(
    scope: Scope,
    groupId: string,
    members: readonly NewMember[],
  ): Promise<{ readonly added: readonly string[]; readonly missing?: string }>
  /** Removes those that are members; returns their ids. */
  remove(groupId: string, ids: readonly string[]): Promise<readonly string[]>
  /** Removes the members that meet the condition, whose targets are relative to a Member; all, where there is none. */
  removeWhere(groupId: string, condition?: Condition): Promise<readonly string[]>
  /** Whether the group is among the members of a member, however deep, or is that member itself. */
  reaches(groupId: string, memberId: string): Promise<boolean>
}

export interface EventQuery {
  readonly organizationId?: string
  readonly connectionId?: string
  /** Only events behind this position (see StoredEvent.position). */
  readonly after?: number
  readonly limit: number
  /** Newest first where absent or false; oldest first where true, which following a log needs. */
  readonly forward?: boolean
}

export interface StoredEvent extends RequestEvent {
  /** Grows in the order of writing. */
  readonly position: number
}

export interface EventReader extends EventFinder {
  list(query: EventQuery): Promise<readonly StoredEvent[]>
}

export interface StoredChange extends Change {
  readonly id: number
}

export interface ChangeReader {
  find(id: number): Promise<StoredChange | undefined>
  /** The changes of one resource, oldest first; each one's `before` is its predecessor's `after`. */
  listOf(organizationId: string, resourceId: string): Promise<readonly StoredChange[]>
  /** The last of them, newest first. */
  latestOf(organizationId: string, resourceId: string, limit: number): Promise<readonly StoredChange[]>
  /** The last change of a resource, or the last before a change. */
  lastOf(organizationId: string, resourceId: string, before?: number): Promise<StoredChange | undefined>
}
