import { and, asc, count, eq, getTableColumns, sql } from 'drizzle-orm'
import type { UnknownAttributeReader, UnknownAttributeWriter } from '../../directory/connection'
import { placeholders } from '../placeholders'
import type { Counted } from '../unknown-tally'
import type { Db } from './connection'
import { once, parameter } from './prepared'
import { unknownAttributes as table } from './tables'

/** How many are kept for a connection. */
const most = 200

const ofConnection = eq(table.connectionId, parameter('connectionId'))
const isThis = and(ofConnection, eq(table.resourceType, parameter('resourceType')), eq(table.path, parameter('path')))

export function unknownAttributes(db: Db): UnknownAttributeReader {
  const { connectionId: _, ...columns } = getTableColumns(table)
  const listOf = once(() =>
    db.select(columns).from(table).where(ofConnection).orderBy(asc(table.firstSeen), asc(table.path)).prepare(),
  )
  return { listOf: async (connectionId) => listOf().all({ connectionId }) }
}

export function unknownAttributeWrites(db: Db): UnknownAttributeWriter {
  const remove = once(() => db.delete(table).where(isThis).prepare())
  return {
    async forget(connectionId, { resourceType, path }) {
      remove().run({ connectionId, resourceType, path })
    },
  }
}

/** Adds what was counted to what is stored; beyond the most that are kept, what is new is passed over. */
export function unknownAttributeCounts(db: Db): (counted: Counted) => void {
  const add = once(() =>
    db
      .update(table)
      .set({
        count: sql`${table.count} + ${parameter('count')}`,
        lastSeen: sql`max(${table.lastSeen}, ${parameter('lastSeen')})`,
        sample: sql`${sql.param(sql.placeholder('sample'), table.sample)}`,
      })
      .where(isThis)
      .returning({ path: table.path })
      .prepare(),
  )
  const total = once(() => db.select({ total: count() }).from(table).where(ofConnection).prepare())
  const insert = once(() =>
    db
      .insert(table)
      .values(placeholders('connectionId', 'resourceType', 'path', 'count', 'firstSeen', 'lastSeen', 'sample'))
      .prepare(),
  )
  return (counted) => {
    const values = { ...counted }
    if (add().get(values)) return
    const { connectionId } = counted
    if ((total().get({ connectionId })?.total ?? 0) < most) insert().run(values)
  }
}
