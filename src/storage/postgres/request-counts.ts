import { and, eq, lt, sql } from 'drizzle-orm'
import { placeholders } from '../placeholders'
import type { CountedRequests } from '../request-tally'
import type { Db } from './connection'
import { parameter, statement } from './prepared'
import { requestCounts as table } from './tables'

/** How many hours counts are kept: 400 days. */
const kept = 400 * 24

/** Adds what was counted to what is stored, and forgets the connection's counts of long ago. */
export function requestCountAdding(db: Db): (counted: CountedRequests) => Promise<void> {
  const add = statement(() =>
    db
      .insert(table)
      .values(placeholders('connectionId', 'hour', 'succeeded', 'refused', 'failed'))
      .onConflictDoUpdate({
        target: [table.connectionId, table.hour],
        set: {
          succeeded: sql`${table.succeeded} + excluded.succeeded`,
          refused: sql`${table.refused} + excluded.refused`,
          failed: sql`${table.failed} + excluded.failed`,
        },
      }),
  )
  const forget = statement(() =>
    db.delete(table).where(and(eq(table.connectionId, parameter('connectionId')), lt(table.hour, parameter('before')))),
  )
  return async (counted) => {
    await add.run({ ...counted })
    await forget.run({ connectionId: counted.connectionId, before: counted.hour - kept })
  }
}
