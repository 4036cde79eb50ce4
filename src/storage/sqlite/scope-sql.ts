import { type SQL, sql } from 'drizzle-orm'
import { parameter } from './prepared'
import type { groups, users } from './tables'

const organizationId = parameter('organizationId')
const connectionId = parameter('connectionId')

/** The conditions for what a scope sees of a table; their placeholders are the names of Scope. */
export function scopeSql(table: typeof users | typeof groups) {
  const live = sql`${table.deletedAt} is null`
  return {
    live,
    /** Answered in the order of creation by the index of a connection's resources. */
    owned: sql`${table.connectionId} = (select c.id from connections c
      where c.id = ${connectionId} and c.organization_id = ${organizationId}) and ${live}`,
    /** Answered in the order of creation by the index of what belongs to no connection. */
    unowned: sql`${table.organizationId} = ${organizationId} and ${table.connectionId} is null and ${live}`,
    /** For rows that are found by other means: the plus signs keep SQLite from using an index for the scope. */
    visible: sql`+${table.organizationId} = ${organizationId} and (+${table.connectionId} = ${connectionId}
      or (${parameter('includeUnowned')} and +${table.connectionId} is null)) and ${live}`,
  }
}

/** A SELECT of the row numbers in a scope, in the order of creation without sorting; and of the rows' `bytes`, where they are given. */
export function seqsInScope(
  table: typeof users | typeof groups,
  includeUnowned: boolean,
  condition: SQL,
  limit: SQL,
  bytes?: SQL,
): SQL {
  const { owned, unowned } = scopeSql(table)
  const columns = bytes ? sql`${table.seq}, ${bytes} as bytes` : sql`${table.seq}`
  const from = (scope: SQL) => sql`select ${columns} from ${table} where ${scope} and ${condition}`
  const all = includeUnowned ? sql`${from(owned)} union all ${from(unowned)}` : from(owned)
  return sql`${all} order by 1 ${limit}`
}
