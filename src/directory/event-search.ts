import type { StoredEvent } from './request-event'

/** Which events are wanted; each part that is there must hold. */
export interface EventFilter {
  readonly organizationId?: string
  /** Only those that no organization could be told from. */
  readonly isUnattributed?: boolean
  readonly connectionId?: string
  /** Both included. */
  readonly status?: { readonly from: number; readonly to: number }
  readonly methods?: readonly string[]
  /** What the request was about, by its id. */
  readonly resourceId?: string
  /** The same by a part of what it was called, in any case, or by its id. */
  readonly resource?: string
  /** Found in any case in the path, the query, the detail, the name of the resource, the user agent or a body. */
  readonly text?: string
  /** Milliseconds since 1970, included. */
  readonly since?: number
  /** Not included. */
  readonly until?: number
}

export interface EventSearch extends EventFilter {
  /** Only events before this position. */
  readonly below?: number
  /** Only events behind this position. */
  readonly above?: number
  /** Oldest first, where true. */
  readonly forward?: boolean
  readonly limit: number
  /** For how long (ms) to look; to the end where absent. */
  readonly patience?: number
  /** Whether the bodies come along. */
  readonly withBodies?: boolean
}

export interface EventPage {
  readonly events: readonly StoredEvent[]
  /** Where patience ended, and the time of the event there: everything up to it has been looked at. */
  readonly searchedTo?: { readonly position: number; readonly time: number }
}

export interface EventFinder {
  /** Looks at a stretch of events after another, and lets others have their turn in between. */
  search(search: EventSearch): Promise<EventPage>
  /** An event of the organization by its id or, written in digits, its position. */
  find(organizationId: string, id: string): Promise<StoredEvent | undefined>
}
