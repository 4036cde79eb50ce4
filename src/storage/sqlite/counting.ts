import type { Database } from 'bun:sqlite'
import { sql } from 'drizzle-orm'
import { placeholders } from '../placeholders'
import { bare } from './bare'
import { blockSize } from './blocks'
import type { Db } from './connection'
import { once } from './prepared'
import { tallies, userBlocks } from './tables'

/** Somebody who was inserted, as one of a connection's people; without one, `connectionId` is ''. */
interface Inserted {
  readonly organizationId: string
  readonly connectionId: string
  readonly active: boolean
  readonly seq: number
}

/** Counts people in who are inserted. Triggers count what becomes of them later. */
export function userCounting(db: Db): (inserted: Inserted) => void {
  const inTally = once(() =>
    bare(
      db,
      db
        .insert(tallies)
        .values({ ...placeholders('organizationId', 'connectionId', 'active'), users: 1 })
        .onConflictDoUpdate({
          target: [tallies.organizationId, tallies.connectionId],
          set: { users: sql`users + 1`, active: sql`active + excluded.active` },
        }),
    ),
  )
  const inBlock = once(() =>
    bare(
      db,
      db
        .insert(userBlocks)
        .values({ ...placeholders('organizationId', 'connectionId', 'block'), users: 1 })
        .onConflictDoUpdate({
          target: [userBlocks.organizationId, userBlocks.connectionId, userBlocks.block],
          set: { users: sql`users + 1` },
        }),
    ),
  )
  return ({ organizationId, connectionId, active, seq }) => {
    inTally().run({ organizationId, connectionId, active })
    inBlock().run({ organizationId, connectionId, block: Math.floor(seq / blockSize) })
  }
}

/** Has people counted in whom somebody else inserts on this connection, in whatever order and way. */
export function countInserted(client: Database): void {
  client.run(`
    create temp trigger users_counted_in after insert on main.users when new.deleted_at is null begin
      insert into tallies (organization_id, connection_id, users, active)
        values (new.organization_id, coalesce(new.connection_id, ''), 1, new.active)
        on conflict do update set users = users + 1, active = active + new.active;
      insert into user_blocks (organization_id, connection_id, block, users)
        values (new.organization_id, coalesce(new.connection_id, ''), new.seq / ${blockSize}, 1)
        on conflict do update set users = users + 1;
    end`)
}
