import { and, asc, eq, getTableColumns, sql } from 'drizzle-orm'
import type { UnknownAttributeReader, UnknownAttributeWriter } from '../../directory/connection'
import { placeholders } from '../placeholders'
import type { Counted } from '../unknown-tally'
import type { Db } from './connection'
import { parameter, statement } from './prepared'
import { unknownAttributes as table } from './tables'

/** How many are kept for a connection, and how long (bytes) a path may be for an index to take it. */
const most = 200
const longest = 2000

const ofConnection = eq(table.connectionId, parameter('connectionId'))
const isThis = and(ofConnection, eq(table.resourceType, parameter('resourceType')), eq(table.path, parameter('path')))

export function unknownAttributes(db: Db): UnknownAttributeReader {
  const { connectionId: _, ...columns } = getTableColumns(table)
  const listOf = statement(() =>
    db.select(columns).from(table).where(ofConnection).orderBy(asc(table.firstSeen), asc(table.path)),
  )
  return { listOf: (connectionId) => listOf.all({ connectionId }) }
}

export function unknownAttributeWrites(db: Db): UnknownAttributeWriter {
  const remove = statement(() => db.delete(table).where(isThis))
  return {
    forget: (connectionId, { resourceType, path }) => remove.run({ connectionId, resourceType, path }),
  }
}

/** Adds what was counted to what is stored; beyond the most that are kept, what is new is passed over. */
export function unknownAttributeCounts(db: Db): (counted: Counted) => Promise<void> {
  const add = statement(() =>
    db
      .update(table)
      .set({
        count: sql`${table.count} + ${parameter('count')}`,
        lastSeen: sql`greatest(${table.lastSeen}, ${parameter('lastSeen')})`,
        sample: sql`${sql.param(sql.placeholder('sample'), table.sample)}`,
      })
      .where(isThis)
      .returning({ path: table.path }),
  )
  const total = statement(() =>
    db
      .select({ total: sql`count(*)`.mapWith(Number) })
      .from(table)
      .where(ofConnection),
  )
  const insert = statement(() =>
    db
      .insert(table)
      .values(placeholders('connectionId', 'resourceType', 'path', 'count', 'firstSeen', 'lastSeen', 'sample'))
      .onConflictDoNothing(),
  )
  return async (counted) => {
    const values = { ...counted }
    if (Buffer.byteLength(counted.path) > longest || (await add.get(values))) return
    const { connectionId } = counted
    if (((await total.get({ connectionId }))?.total ?? 0) < most) await insert.run(values)
  }
}
