import { type SQL, sql } from 'drizzle-orm'
import type { RosterReader } from '../../directory/roster'
import { present } from '../rows'
import type { Db } from './connection'
import { limit, statement, typed } from './prepared'
import { changes as table } from './tables'

/** A change may name thousands of members: they are counted where they lie. */
export function rosterChanges(db: Db): RosterReader['changes'] {
  const list = statement(() =>
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
        sql`${table.resourceId} = ${typed('id', 'text')} and ${table.organizationId} = ${typed('organizationId', 'text')}
          and ${table.id} < ${typed('before', 'bigint')}`,
      )
      .orderBy(sql`${table.id} desc`)
      .limit(limit('limit')),
  )
  return async (organizationId, id, { before = Number.MAX_SAFE_INTEGER, limit, first }) =>
    (await list.all({ organizationId, id, before, limit, first })).map(
      ({ addedCount, addedFirst, removedCount, removedFirst, ...change }) => ({
        ...present(change),
        added: { count: addedCount, first: addedFirst },
        removed: { count: removedCount, first: removedFirst },
      }),
    )
}

const countOf = (column: SQL) => sql`coalesce(json_array_length(changes.${column}::json), 0)`.mapWith(Number)

const firstOf = (column: SQL) => sql<readonly string[]>`(select coalesce(json_agg(f.value order by f.place), '[]') from
  (select j.value, j.place from json_array_elements_text(changes.${column}::json) with ordinality as j (value, place)
    order by j.place limit ${typed('first', 'bigint')}) as f)`
