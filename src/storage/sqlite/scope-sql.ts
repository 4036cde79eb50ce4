import { type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../directory/stored-resource'
import { parameter } from './prepared'
import type { groups, users } from './tables'

const organizationId = parameter('organizationId')
const connectionId = parameter('connectionId')

/** What a scope reaches: a connection's own, those without a connection as well, or the whole organization. */
export type Reach = 'own' | 'unowned too' | 'whole'

export function reachOf({ connectionId, includeUnowned }: Scope): Reach {
  if (connectionId === undefined) return 'whole'
  return includeUnowned ? 'unowned too' : 'own'
}

/** The values of a scope's placeholders. */
export function scopeValues({ organizationId, connectionId, includeUnowned }: Scope) {
  return { organizationId, connectionId: connectionId ?? null, includeUnowned }
}

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
    /** Answered in the order of creation by the index of an organization's resources. */
    whole: sql`${table.organizationId} = ${organizationId} and ${live}`,
    /** For rows that are found by other means: the plus signs keep SQLite from using an index for the scope. */
    visible: sql`+${table.organizationId} = ${organizationId} and (${connectionId} is null or +${table.connectionId} = ${connectionId}
      or (${parameter('includeUnowned')} and +${table.connectionId} is null)) and ${live}`,
  }
}

/** The parts that together are what a scope reaches; no row is in two of them. */
export function scopesOf(table: typeof users | typeof groups, reach: Reach): readonly SQL[] {
  const { owned, unowned, whole } = scopeSql(table)
  switch (reach) {
    case 'own':
      return [owned]
    case 'unowned too':
      return [owned, unowned]
    case 'whole':
      return [whole]
  }
}

/** A SELECT of the row numbers in a scope, in the order of creation without sorting; and of the rows' `bytes`, where they are given. */
export function seqsInScope(
  table: typeof users | typeof groups,
  reach: Reach,
  condition: SQL,
  limit: SQL,
  bytes?: SQL,
): SQL {
  const columns = bytes ? sql`${table.seq}, ${bytes} as bytes` : sql`${table.seq}`
  const from = (scope: SQL) => sql`select ${columns} from ${table} where ${scope} and ${condition}`
  const all = sql.join(scopesOf(table, reach).map(from), sql` union all `)
  return sql`${all} order by 1 ${limit}`
}
