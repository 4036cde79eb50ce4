import { sql } from 'drizzle-orm'
import { locateInColumns } from '../resource-columns'
import { descend, type Location } from './layout'
import type { groups, users } from './tables'

/** Where the attributes of users and groups alike lie: in columns (RFC 7643 §3.1), or in the document. */
export function locateInResource(
  type: 'User' | 'Group',
  table: typeof users | typeof groups,
  path: readonly string[],
): Location {
  const column = locateInColumns(type, table, path)
  if (column) return column
  if (path.join('.') === 'meta.resourceType') return { kind: 'value', type: 'string', sql: sql.raw(`'${type}'::text`) }
  const { document, folded, instants } = table
  const whole = {
    exact: sql`${document}::jsonb`,
    folded: sql`coalesce(${folded}, ${document})::jsonb`,
    instants: sql`coalesce(${instants}, ${document})::jsonb`,
  }
  return { kind: 'json', ...descend(whole, path) }
}
