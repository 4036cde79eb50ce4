import type { Connection } from './connection'
import type { RequestEvent } from './request-event'

/** How many requests a connection made in an hour (since 1970), by how they ended: below 400, below 500, above. */
export interface RequestCount {
  readonly hour: number
  readonly succeeded: number
  readonly refused: number
  readonly failed: number
}

/** A request of a connection, without its bodies. */
export type Request = Pick<
  RequestEvent,
  'id' | 'time' | 'method' | 'path' | 'status' | 'detail' | 'resourceName' | 'resourceType' | 'resourceId'
>

/** That a request was about somebody, or about nobody that is known. */
export interface Touch {
  readonly position: number
  readonly time: number
  readonly userId?: string
}

export interface ActivePerson {
  /** In the order of creation. */
  readonly position: number
  readonly id: string
  readonly name: string
  readonly created: number
}

/** What connections have done, and to whom. */
export interface ActivityReader {
  /** By the hour, from an hour (since 1970) on, oldest first. */
  counts(connectionId: string, since: number): Promise<readonly RequestCount[]>
  latest(connectionId: string): Promise<Request | undefined>
  /** The latest that was refused or failed. */
  latestFailure(connectionId: string): Promise<Request | undefined>
  /** The newest first, those before a position. Others have their turn before it settles. */
  touches(connectionId: string, before: number, limit: number): Promise<readonly Touch[]>
  /** The connection's active people behind a position, in the order of creation. Others have their turn before it settles. */
  activePeople(
    connection: Pick<Connection, 'id' | 'organizationId'>,
    after: number,
    limit: number,
  ): Promise<readonly ActivePerson[]>
}
