import type { Sample } from '../scim/sample'
import type { ConnectionSettings, OrganizationSettings } from './settings'

/** The nouns of the directory as they are stored. Times are milliseconds since 1970; ids are opaque text. */

export interface Organization {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly created: number
  readonly settings: OrganizationSettings
}

export interface Connection {
  readonly id: string
  readonly organizationId: string
  readonly name: string
  readonly kind: 'scim'
  readonly settings: ConnectionSettings
  readonly created: number
  readonly state?: ConnectionState
  /** Its people, events and history stay. */
  readonly deletedAt?: number
  /** The digest of what its organization has added to the schemas; absent where that is nothing. */
  readonly definitions?: string
}

/** What keeps a connection from doing all it may. Times are when it began, but `waivedUntil`. */
export interface ConnectionState {
  /** Every request is answered 503 until it is resumed. */
  readonly paused?: number
  /** The safeguard holds: nobody can be deactivated or deleted. */
  readonly held?: number
  /** Somebody has looked at the hold and decided to keep it. */
  readonly holdKept?: number
  /** The safeguard does not hold before this. */
  readonly waivedUntil?: number
}

/** What an organization has added to the schemas, as JSON text; the digest names the content. */
export interface StoredDefinitions {
  readonly organizationId: string
  readonly digest: string
  readonly content: string
}

/** Something that people can be given, such as a role. Connections only read it. */
export interface OfferedResource {
  readonly organizationId: string
  /** The name of its resource type in lower case. */
  readonly type: string
  readonly id: string
  readonly document: string
  readonly version: number
  readonly created: number
  readonly modified: number
}

/** An attribute that a connection sends and nobody has defined. `count` is in how many requests. */
export interface UnknownAttribute {
  readonly resourceType: 'User' | 'Group'
  readonly path: string
  readonly count: number
  readonly firstSeen: number
  readonly lastSeen: number
  readonly sample: Sample
}

/** A value that no two people of an organization may have. */
export interface UniqueValue {
  /** The attribute's name behind its schema's URN. */
  readonly attribute: string
  /** In the form in which it is compared. */
  readonly value: string
}

export interface Token {
  readonly id: string
  readonly connectionId: string
  readonly name: string
  /** SHA-256 of the whole token, hexadecimal. */
  readonly hash: string
  readonly created: number
  /** Good until then; without an end where absent. */
  readonly expires?: number
  readonly revoked?: number
  /** To within a second. */
  readonly lastUsed?: number
  readonly lastIp?: string
}

/** A key of the application's API: of one organization, or of all where it names none. */
export interface ApiKey extends Omit<Token, 'connectionId'> {
  readonly organizationId?: string
  readonly rights: 'read' | 'write'
}

export type Role = 'owner' | 'admin' | 'viewer' | 'member'
/** The roles that a group can give to its members; owners are made by hand only. */
export type GroupRole = 'admin' | 'viewer'
export type Source = 'manual' | 'saml' | 'scim'

/** What both kinds of stored resources have. `document` is the resource as JSON text, without what the server adds (groups, members, meta). */
export interface Stored {
  readonly id: string
  readonly organizationId: string
  readonly connectionId?: string
  readonly document: string
  readonly version: number
  readonly created: number
  readonly modified: number
}

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

export interface Group extends Stored {
  readonly memberCount: number
  /** What its members, direct and indirect, may do in the console. */
  readonly role?: GroupRole
}

export interface Member {
  readonly value: string
  readonly type: 'User' | 'Group'
  /** What was sent as the member's display name, else what the member is called now. */
  readonly display?: string
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

export interface GroupKeys {
  /** Folded. */
  readonly displayName: string
  /** Folded; set where the name must be unique in the connection. */
  readonly uniqueName?: string
  readonly externalId?: string
  /** As in UserKeys. */
  readonly folded?: string
}

/** Who did something. A person is one of the organization's, in the console. */
export type Actor =
  | { readonly kind: 'connection' | 'person' | 'api-key'; readonly id: string }
  | { readonly kind: 'command' }

/** Somebody who may sign in, with the role that they have by themselves or by a group. */
export interface Account extends User {
  /** The higher of `role` and what their groups give. */
  readonly effectiveRole: Role
}

export interface Session {
  /** SHA-256 of what the browser holds, hexadecimal. */
  readonly hash: string
  readonly userId: string
  readonly created: number
  readonly expires: number
  readonly ip?: string
  readonly userAgent?: string
}

/** A link that is good once. */
export interface Link {
  /** SHA-256 of what stands in the URL, hexadecimal. */
  readonly hash: string
  readonly purpose: 'first-run' | 'invitation' | 'password-reset'
  /** Whose; absent for the first run. */
  readonly userId?: string
  /** Who made it, and must still be one who may; absent for whoever runs the machine. */
  readonly madeBy?: string
  readonly created: number
  readonly expires: number
}

/** One thing that was done in the console, by an API key or by command. */
export interface AuditEntry {
  readonly organizationId: string
  readonly time: number
  readonly actor: Actor
  /** What the actor was called then. */
  readonly actorName?: string
  readonly action: AuditAction
  readonly target?: {
    readonly type: 'organization' | 'connection' | 'token' | 'user' | 'group' | 'schema' | 'resource-type' | 'api-key'
    readonly id: string
    readonly name?: string
  }
  /** What was changed, by name: what it was and what it became, without secrets. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly ip?: string
}

export type AuditAction =
  | 'organization.created'
  | 'organization.configured'
  | 'session.opened'
  | 'session.ended'
  | 'sessions.ended'
  | 'password.changed'
  | 'invitation.made'
  | 'password-reset.made'
  | 'connection.created'
  | 'connection.renamed'
  | 'connection.configured'
  | 'connection.paused'
  | 'connection.resumed'
  | 'connection.deleted'
  | 'hold.waived'
  | 'hold.kept'
  | 'token.added'
  | 'token.regenerated'
  | 'token.revoked'
  | 'user.created'
  | 'user.updated'
  | 'user.deactivated'
  | 'user.reactivated'
  | 'user.deleted'
  | 'user.restored'
  | 'role.changed'
  | 'group.role-changed'
  | 'schema.defined'
  | 'schema.removed'
  | 'resource-type.enabled'
  | 'resource-type.disabled'
  | 'resources.put'
  | 'resource.removed'
  | 'events.exported'
  | 'api-key.added'
  | 'api-key.revoked'

/** One thing that happened to a user or a group. `after` is absent where the resource was deleted. */
export interface Change {
  readonly organizationId: string
  readonly connectionId?: string
  readonly resourceType: 'User' | 'Group'
  readonly resourceId: string
  readonly action:
    | 'created'
    | 'updated'
    | 'deactivated'
    | 'reactivated'
    | 'deleted'
    | 'adopted'
    | 'released'
    | 'restored'
  readonly actor: Actor
  readonly time: number
  readonly version: number
  /** The document as JSON text. */
  readonly after?: string
  readonly membersAdded?: readonly string[]
  readonly membersRemoved?: readonly string[]
}

/** One request an identity provider made, whatever its answer. */
export interface RequestEvent {
  readonly id: string
  readonly organizationId?: string
  readonly connectionId?: string
  readonly time: number
  readonly method: string
  readonly path: string
  readonly query?: string
  readonly status: number
  readonly scimType?: string
  readonly detail?: string
  readonly resourceType?: 'User' | 'Group'
  readonly resourceId?: string
  readonly resourceName?: string
  readonly ip?: string
  readonly userAgent?: string
  /** Microseconds until the answer was ready; for a write, until it was handed to the database. */
  readonly duration: number
  readonly tolerated?: readonly string[]
  readonly ignored?: readonly string[]
  readonly requestBody?: string
  /** Absent for a write that made a change: then `changeId` names the change, whose `after` is what was answered. */
  readonly responseBody?: string
  readonly changeId?: number
}

/**
 * Who may see which resources: a connection its own, and under `adopt` also the people without a connection. Without a
 * connection it is everything in the organization.
 */
export interface Scope {
  readonly organizationId: string
  readonly connectionId?: string
  readonly includeUnowned: boolean
}
