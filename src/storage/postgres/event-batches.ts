import { sql } from 'drizzle-orm'
import type { RequestEvent } from '../../directory/model'
import { Unavailable } from '../../directory/unavailable'
import type { Db } from './connection'
import { eventPositions } from './event-positions'
import { eventInsert } from './events'
import { command, typed } from './prepared'

/** How long (ms) before its events' time the database may have given a batch its positions. */
const margin = 60_000

/**
 * Keeps batches of events that ride in no unit. Where the database was lost before it answered, it may have kept the batch:
 * that is looked for before its events are written again.
 */
export function eventBatches(db: Db): (events: readonly RequestEvent[]) => Promise<void> {
  const insert = eventInsert(db)
  const positions = eventPositions(db)
  const known = command(
    db,
    () =>
      sql`select 1 from request_events where position > ${typed('above', 'bigint')} and id = ${typed('id', 'text')} limit 1`,
  )
  let doubtful: readonly RequestEvent[] = []

  async function isKept(): Promise<boolean> {
    const [first] = doubtful
    if (!first) return false
    const above = (await positions.at(first.time - margin)) - 1
    return (await known({ above, id: first.id })).length > 0
  }

  return async (events) => {
    const rest = (await isKept()) ? events.filter((event) => !doubtful.includes(event)) : events
    doubtful = []
    if (rest.length === 0) return
    try {
      await insert(rest)
    } catch (error) {
      if (error instanceof Unavailable) doubtful = rest
      throw error
    }
  }
}
