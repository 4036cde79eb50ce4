import type {
  AccountReader,
  CredentialWriter,
  LinkReader,
  LinkWriter,
  SessionReader,
  SessionWriter,
  SignInFailureReader,
  SignInFailureWriter,
} from './account'
import type { ActivityReader } from './activity'
import type { AuditReader, AuditWriter } from './audit-entry'
import type { ChangeReader, ChangeWriter } from './change'
import type {
  ConnectionReader,
  ConnectionWriter,
  ReleaseWriter,
  Sighting,
  UnknownAttributeReader,
  UnknownAttributeWriter,
} from './connection'
import type { GroupReader, GroupWriter, MemberReader, MemberWriter } from './group'
import type { LeaverReader, LeaverWriter } from './leavers'
import type {
  DefinitionReader,
  DefinitionWriter,
  OfferedResourceReader,
  OfferedResourceWriter,
  OrganizationReader,
  OrganizationWriter,
} from './organization'
import type { PeopleReader, PeopleWriter } from './person'
import type { EventReader, EventWriter, RequestEvent } from './request-event'
import type { RosterReader, RosterWriter } from './roster'
import type { ApiKeyReader, ApiKeyWriter, TokenReader, TokenUse, TokenWriter } from './token'
import type { UserReader, UserWriter } from './user'

/**
 * What the directory needs of a database. Engine-neutral: SQLite and PostgreSQL implement it, and one test suite holds
 * both to it. Times are milliseconds since 1970; ids are opaque text. `find` may return undefined. Whatever belongs to a
 * scope is invisible outside it.
 */
export interface Store extends Reader {
  /**
   * Runs one unit: all of it is kept or none, and the promise settles after the commit is durable. Units run one after
   * another as if alone; a unit must await nothing but its transaction, and may be run again where another undid it.
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
  readonly organizations: OrganizationReader & OrganizationWriter
  readonly connections: ConnectionReader & ConnectionWriter
  readonly definitions: DefinitionReader & DefinitionWriter
  readonly unknownAttributes: UnknownAttributeReader & UnknownAttributeWriter
  readonly offeredResources: OfferedResourceReader & OfferedResourceWriter
  readonly tokens: TokenReader & TokenWriter
  readonly users: UserReader & UserWriter
  readonly people: PeopleReader & PeopleWriter
  readonly groups: GroupReader & GroupWriter
  readonly rosters: RosterReader & RosterWriter
  readonly releases: ReleaseWriter
  readonly members: MemberReader & MemberWriter
  readonly sessions: SessionReader & SessionWriter
  readonly links: LinkReader & LinkWriter
  readonly signInFailures: SignInFailureReader & SignInFailureWriter
  readonly apiKeys: ApiKeyReader & ApiKeyWriter
  readonly audit: AuditReader & AuditWriter
  readonly leavers: LeaverReader & LeaverWriter
  readonly credentials: CredentialWriter
  readonly secrets: SecretReader & SecretWriter
  readonly events: EventReader & EventWriter
  readonly changes: ChangeReader & ChangeWriter
}

export interface SecretReader {
  find(name: string): Promise<Uint8Array | undefined>
}

export interface SecretWriter {
  /** The secret of this name; `fresh` becomes it where there is none yet. */
  obtain(name: string, fresh: Uint8Array): Promise<Uint8Array>
}
