import { type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../directory/model'
import { parameter, typed } from './prepared'
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

/** The rows of a table that any scope sees; the placeholders are the names of Scope. */
export function visible(table: typeof users | typeof groups): SQL {
  return sql`${table.organizationId} = ${organizationId} and (${typed('connectionId', 'text')} is null
    or ${table.connectionId} = ${typed('connectionId', 'text')}
    or (${typed('includeUnowned', 'boolean')} and ${table.connectionId} is null)) and ${table.deletedAt} is null`
}

/** The same for scopes of one reach. */
export function inScope(table: typeof users | typeof groups, reach: Reach): SQL {
  const parts = scopesOf(table, reach)
  return sql`(${sql.join(
    parts.map((part) => sql`(${part})`),
    sql` or `,
  )})`
}

/** The parts that together are what a scope reaches, each in the order of creation by an index; no row is in two of them. */
export function scopesOf(table: typeof users | typeof groups, reach: Reach): readonly SQL[] {
  const live = sql`${table.deletedAt} is null`
  const ofOrganization = sql`${table.organizationId} = ${organizationId}`
  const owned = sql`${table.connectionId} = ${connectionId} and ${ofOrganization} and ${live}`
  const unowned = sql`${ofOrganization} and ${table.connectionId} is null and ${live}`
  switch (reach) {
    case 'own':
      return [owned]
    case 'unowned too':
      return [owned, unowned]
    case 'whole':
      return [sql`${ofOrganization} and ${live}`]
  }
}

/** A SELECT of row numbers in a scope, in the order of creation; where it has a limit, each part is read no further than that. */
export function seqsInScope(
  table: typeof users | typeof groups,
  reach: Reach,
  condition: SQL,
  isForward: boolean,
  limit: SQL,
): SQL {
  const order = isForward ? sql`asc` : sql`desc`
  const from = (scope: SQL) =>
    sql`(select ${table.seq} as seq from ${table} where ${scope} and ${condition} order by ${table.seq} ${order})`
  const all = sql.join(scopesOf(table, reach).map(from), sql` union all `)
  return sql`select s.seq from (${all}) as s order by s.seq ${order} ${limit}`
}
