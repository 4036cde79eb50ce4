import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { ReleaseWriter } from '../../directory/connection'
import { assignments } from '../placeholders'
import { present } from '../rows'
import type { Db } from './connection'
import { groupColumns } from './groups'
import { limit, parameter, statement } from './prepared'
import { groups, users } from './tables'
import { userColumns } from './users'

/** Makes people and groups of a connection nobody's, some at a time. */
export function releases(db: Db): ReleaseWriter {
  const some = (table: typeof users | typeof groups) =>
    inArray(
      table.seq,
      db
        .select({ seq: table.seq })
        .from(table)
        .where(and(eq(table.connectionId, parameter('connectionId')), isNull(table.deletedAt)))
        .orderBy(asc(table.seq))
        .limit(limit('limit'))
        .for('update', { skipLocked: true }),
    )
  const nobodys = (table: typeof users | typeof groups) => ({
    ...assignments('modified'),
    connectionId: sql`null`,
    version: sql`${table.version} + 1`,
  })
  const people = statement(() =>
    db
      .update(users)
      .set({ ...nobodys(users), source: sql`'manual'` })
      .where(some(users))
      .returning(userColumns),
  )
  const ofGroups = statement(() =>
    db
      .update(groups)
      .set({ ...nobodys(groups), uniqueName: sql`null` })
      .where(some(groups))
      .returning(groupColumns),
  )
  return {
    people: async (connectionId, limit, time) =>
      (await people.all({ connectionId, limit, modified: time })).map(present),
    groups: async (connectionId, limit, time) =>
      (await ofGroups.all({ connectionId, limit, modified: time })).map(present),
  }
}
