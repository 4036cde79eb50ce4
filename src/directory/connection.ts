import type { Sample } from '../scim/sample'
import type { Group } from './group'
import type { ConnectionSettings } from './settings'
import type { User } from './user'

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

/** How many of each there are that are not deleted. */
export interface Tally {
  readonly users: number
  readonly active: number
  readonly groups: number
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

export interface ConnectionWriter {
  insert(connection: Connection): Promise<void>
  update(connection: Connection): Promise<void>
}

/** Ends that some people or groups belong to a connection, at most `limit`, and returns them as they are then; `time` is their `modified`. */
export interface ReleaseWriter {
  /** They are `manual` from now on. */
  people(connectionId: string, limit: number, time: number): Promise<readonly User[]>
  groups(connectionId: string, limit: number, time: number): Promise<readonly Group[]>
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

/** That a request had an attribute which nobody has defined. */
export interface Sighting extends Pick<UnknownAttribute, 'resourceType' | 'path' | 'sample'> {
  readonly time: number
}

export interface UnknownAttributeReader {
  /** At most 200, those first seen first. */
  listOf(connectionId: string): Promise<readonly UnknownAttribute[]>
}

export interface UnknownAttributeWriter {
  forget(connectionId: string, attribute: Pick<UnknownAttribute, 'resourceType' | 'path'>): Promise<void>
}
