import type { Group } from './group'
import type { Page, Query, Scope, Stored, Walk } from './stored-resource'

export type Role = 'owner' | 'admin' | 'viewer' | 'member'

/** The roles that a group can give to its members; owners are made by hand only. */
export type GroupRole = 'admin' | 'viewer'

export type Source = 'manual' | 'saml' | 'scim'

export interface User extends Stored {
  readonly source: Source
  readonly role: Role
  readonly active: boolean
}

/** A user together with the groups it is in, as `User.groups` shows them. */
export interface UserWithGroups extends User {
  readonly groups: readonly GroupReference[]
}

export interface GroupReference {
  readonly value: string
  readonly display: string
  /** `indirect` where the user is only in a group that is a member of this one. */
  readonly type: 'direct' | 'indirect'
}

/** The columns beside a document by which it is found. Folded means `fold` of scim/text.ts. */
export interface UserKeys {
  /** Folded. Unique in the organization among people who are not deleted. */
  readonly userName: string
  readonly externalId?: string
  /** Folded. */
  readonly displayName?: string
  /** Folded. */
  readonly employeeNumber?: string
  /** Folded; the primary address, else the first. */
  readonly primaryEmail?: string
  /** Folded; all of them, each once. */
  readonly emails: readonly string[]
  /** Each once; absent where the organization has defined no attribute as unique. */
  readonly unique?: readonly UniqueValue[]
  readonly active: boolean
  /** Names, userName and addresses, a line each, as `plain` has them: what staff search in. */
  readonly search: string
  /** The document with every string folded, where lower() in SQL would not give the same: where it is not all ASCII. */
  readonly folded?: string
}

/** A value that no two people of an organization may have. */
export interface UniqueValue {
  /** The attribute's name behind its schema's URN. */
  readonly attribute: string
  /** In the form in which it is compared. */
  readonly value: string
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
  /** What somebody is or was called, deleted people too; for events. */
  nameOf(organizationId: string, id: string): Promise<string | undefined>
}

export interface NewUser extends Stored {
  readonly source: Source
  readonly role: Role
  readonly keys: UserKeys
}

export interface UserWriter {
  insert(user: NewUser): Promise<void>
  /**
   * Replaces document, keys, owner and role; `version` must be one above the stored one, else nothing is done and false is
   * returned. Where the user `keepsNames`, `search` and `emails` are what they were, and need not be looked at.
   */
  update(user: NewUser, keepsNames?: boolean): Promise<boolean>
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
