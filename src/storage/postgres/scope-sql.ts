import { type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../directory/stored-resource'
import { among, parameter, typed } from './prepared'
import type { groups, tallies, userBlocks, users } from './tables'

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

/** The counts of any scope. */
export function ofScope(table: typeof tallies | typeof userBlocks): SQL {
  return sql`${table.organizationId} = ${organizationId} and (${typed('connectionId', 'text')} is null
    or ${table.connectionId} = ${typed('connectionId', 'text')}
    or (${typed('includeUnowned', 'boolean')} and ${table.connectionId} = ''))`
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
  const ofOrganization = among(table.organizationId, organizationId)
  const owned = sql`${among(table.connectionId, connectionId)} and ${table.organizationId} = ${organizationId} and ${live}`
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

/**
 * A SELECT of the row numbers in a scope that lie on a page, in the order of creation; the placeholders are `limit` and
 * `offset`. Each part is read no further than the page goes, and its index is taken only where it is told so.
 */
export function seqsOfPage(table: typeof users | typeof groups, reach: Reach, condition: SQL, isForward: boolean): SQL {
  const order = isForward ? sql`asc` : sql`desc`
  const [limit, offset] = [typed('limit', 'bigint'), typed('offset', 'bigint')]
  const from = (
    scope: SQL,
    limited: SQL,
  ) => sql`select ${table.seq} as seq from ${table} where ${scope} and ${condition}
    order by ${table.seq} ${order} ${limited}`
  const scopes = scopesOf(table, reach)
  const [only, ...others] = scopes
  if (only && others.length === 0) return from(only, sql`limit ${limit} offset ${offset}`)
  const all = scopes.map((scope) => sql`(${from(scope, sql`limit ${limit} + ${offset}`)})`)
  return sql`select s.seq from (${sql.join(all, sql` union all `)}) as s order by s.seq ${order} limit ${limit} offset ${offset}`
}
