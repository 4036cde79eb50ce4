import type { RequestCount } from '../directory/activity'
import type { RequestEvent } from '../directory/request-event'
import { type Tally, tally } from './tally'

/** What was counted of a connection since the last writing. */
export interface CountedRequests extends RequestCount {
  readonly connectionId: string
}

/** Counts the requests of each connection by the hour and by how they ended. */
export interface RequestTally extends Pick<Tally<CountedRequests>, 'flush' | 'close'> {
  count(event: Pick<RequestEvent, 'connectionId' | 'time' | 'status'>): void
}

const hour = 3_600_000

export function requestTally(write: (counted: readonly CountedRequests[]) => Promise<void>): RequestTally {
  const { add, flush, close } = tally<CountedRequests>(
    ({ connectionId, hour }) => `${connectionId} ${hour}`,
    (one, other) => ({
      connectionId: one.connectionId,
      hour: one.hour,
      succeeded: one.succeeded + other.succeeded,
      refused: one.refused + other.refused,
      failed: one.failed + other.failed,
    }),
    write,
  )
  return {
    count({ connectionId, time, status }) {
      if (connectionId === undefined) return
      add({
        connectionId,
        hour: Math.floor(time / hour),
        succeeded: status < 400 ? 1 : 0,
        refused: status >= 400 && status < 500 ? 1 : 0,
        failed: status >= 500 ? 1 : 0,
      })
    },
    flush,
    close,
  }
}
