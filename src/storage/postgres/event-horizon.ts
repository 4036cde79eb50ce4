import type { SQL } from 'bun'
import { isCollision } from './failures'

/**
 * The position up to which nothing will come any more. Positions are given out before they are committed, so that one may
 * appear behind those who have read past it; but whoever has one holds a lock on the table, and taking that lock for a
 * moment waits for them all. `after` is what has been read: where nothing is behind it, nobody is waited for.
 */
export function eventHorizon(sql: Pick<SQL, 'unsafe' | 'reserve'>): (after: number) => Promise<number> {
  return async (after) => {
    if ((await lastGivenOut(sql)) <= after) return after
    const client = await sql.reserve()
    try {
      for (;;) {
        try {
          await client.unsafe(lock).simple()
          return await lastGivenOut(client)
        } catch (error) {
          if (!isCollision(error)) throw error
        } finally {
          await client.unsafe('rollback').simple()
        }
      }
    } finally {
      client.release()
    }
  }
}

async function lastGivenOut(client: Pick<SQL, 'unsafe'>): Promise<number> {
  const [row] = await client.unsafe('select last_value - (not is_called)::int from event_positions').values()
  return Number(row?.[0])
}

const lock = "begin; set local lock_timeout = '1s'; lock table only request_events in share mode"
