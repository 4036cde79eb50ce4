import type { EventFinder } from './event-search'

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

export interface StoredEvent extends RequestEvent {
  /** Grows in the order of writing. */
  readonly position: number
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

export interface EventReader extends EventFinder {
  list(query: EventQuery): Promise<readonly StoredEvent[]>
}

export interface EventWriter {
  insert(event: RequestEvent): Promise<void>
  /** Deletes at most so many of an organization's events, or of nobody's, that are older than a time (ms); returns how many. */
  deleteBefore(organizationId: string | undefined, time: number, limit: number): Promise<number>
}
