import { sql } from 'drizzle-orm'
import type { RequestEvent } from '../../directory/request-event'
import { Unavailable } from '../../directory/unavailable'
import type { Db } from './connection'
import { eventPositions } from './event-positions'
import { eventInsert } from './events'
import { command, typed } from './prepared'

/** How long (ms) before its events' time the database may have given a batch its positions. */
const margin = 60_000

/** Events that ride in no unit, on their way into the log. */
export interface EventBatches {
  keep(events: readonly RequestEvent[]): Promise<void>
  /** Says of an event that the log may have it already: it rode in a unit of which it is not known whether it was kept. */
  doubt(event: RequestEvent): void
}

/**
 * Keeps batches of events. Where the database was lost before it answered, it may have kept the batch: that is looked for
 * before its events are written again.
 */
export function eventBatches(db: Db): EventBatches {
  const insert = eventInsert(db)
  const positions = eventPositions(db)
  const known = command(
    db,
    () =>
      sql`select id from request_events where position > ${typed('above', 'bigint')} and id = any(${typed('ids', 'text[]')})`,
  )
  let doubtful: readonly RequestEvent[] = []
  const ridden = new Set<string>()

  async function keptOf(events: readonly RequestEvent[]): Promise<ReadonlySet<unknown>> {
    const [first] = events
    if (!first) return new Set()
    const above = (await positions.at(first.time - margin)) - 1
    return new Set((await known({ above, ids: events.map(({ id }) => id) })).map(([id]) => id))
  }

  /** Those that the log has not. A batch is in it as a whole or not at all. */
  async function missingOf(events: readonly RequestEvent[]): Promise<readonly RequestEvent[]> {
    const kept = await keptOf(events.filter(({ id }) => ridden.has(id)))
    const isKept = (await keptOf(doubtful.slice(0, 1))).size > 0
    const missing = events.filter((event) => !kept.has(event.id) && !(isKept && doubtful.includes(event)))
    doubtful = []
    return missing
  }

  return {
    async keep(events) {
      const missing = await missingOf(events)
      try {
        if (missing.length > 0) await insert(missing)
      } catch (error) {
        if (error instanceof Unavailable) doubtful = missing
        throw error
      }
      for (const { id } of events) ridden.delete(id)
    },
    doubt: ({ id }) => void ridden.add(id),
  }
}
