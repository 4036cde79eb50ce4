import type { ResourceType } from '../scim/attribute'
import type { Represented } from '../scim/representation'
import type { ResourceTypes } from '../scim/resource-types'
import type { Connection } from './connection'
import type { RequestEvent } from './request-event'
import type { Scope } from './stored-resource'

/** A connection that makes a request, and the event it leaves. */
export interface Caller {
  readonly connection: Connection
  /** As its organization has them. */
  readonly types: ResourceTypes
  /** Refuses a write to a resource in a state that the client did not mean; asked in the write's unit. */
  readonly precondition?: (stored: Represented) => void
  /** The id that a resource made by the request gets; else one is made up. */
  readonly newId?: string
  /** Makes the event that is kept in the same unit as the write it tells of. */
  readonly witness: (outcome: Outcome) => RequestEvent
}

/** What a write came to. Without a `changeId` it changed nothing. */
export interface Outcome {
  readonly type: ResourceType
  readonly name: string
  readonly stored: Represented
  readonly changeId?: number
}

/** Everything in an organization, for its staff. */
export function wholeOf(organizationId: string): Scope {
  return { organizationId, includeUnowned: true }
}

export function scopeOf({ id, organizationId, settings }: Connection): Scope {
  return { organizationId, connectionId: id, includeUnowned: settings.existingPeople === 'adopt' }
}
