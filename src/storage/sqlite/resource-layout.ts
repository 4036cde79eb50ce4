import { sql } from 'drizzle-orm'
import { locateInColumns } from '../resource-columns'
import { descend, root } from './json-path'
import type { Location } from './layout'
import type { groups, users } from './tables'

/** Where the attributes of users and groups alike lie: in columns (RFC 7643 §3.1), or in the document. */
export function locateInResource(
  type: 'User' | 'Group',
  table: typeof users | typeof groups,
  path: readonly string[],
): Location {
  const column = locateInColumns(type, table, path)
  if (column) return column
  if (path.join('.') === 'meta.resourceType') return { kind: 'value', type: 'string', sql: sql.raw(`'${type}'`) }
  const folded = sql`coalesce(${table.folded}, ${table.document})`
  const isAscii = sql`${table.folded} is null`
  return { kind: 'json', document: sql`${table.document}`, folded, isAscii, path: descend(root, path) }
}
