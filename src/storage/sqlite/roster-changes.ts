import { type SQL, sql } from 'drizzle-orm'
import type { RosterReader } from '../../directory/roster'
import { present } from '../rows'
import type { Db } from './connection'
import { limit, once, parameter } from './prepared'
import { changes as table } from './tables'

/** A change may name thousands of members: they are counted where they lie. */
export function rosterChanges(db: Db): RosterReader['changes'] {
  const statement = once(() =>
    db
      .select({
        id: table.id,
        action: table.action,
        actor: table.actor,
        time: table.time,
        version: table.version,
        after: table.after,
        addedCount: countOf(sql`members_added`),
        addedFirst: firstOf(sql`members_added`),
        removedCount: countOf(sql`members_removed`),
        removedFirst: firstOf(sql`members_removed`),
      })
      .from(table)
      .where(
        sql`${table.resourceId} = ${parameter('id')} and +${table.organizationId} = ${parameter('organizationId')}
          and ${table.id} < ${parameter('before')}`,
      )
      .orderBy(sql`${table.id} desc`)
      .limit(limit('limit'))
      .prepare(),
  )
  return async (organizationId, id, { before = Number.MAX_SAFE_INTEGER, limit, first }) =>
    statement()
      .all({ organizationId, id, before, limit, first })
      .map(({ addedCount, addedFirst, removedCount, removedFirst, ...change }) => ({
        ...present(change),
        added: { count: addedCount, first: JSON.parse(addedFirst) },
        removed: { count: removedCount, first: JSON.parse(removedFirst) },
      }))
}

const countOf = (column: SQL) => sql<number>`coalesce(json_array_length(changes.${column}), 0)`

const firstOf = (column: SQL) => sql<string>`(select json_group_array(f.value) from
  (select j.value from json_each(changes.${column}) j limit ${parameter('first')}) as f)`
