import { sql } from 'drizzle-orm'
import { descend, type Location } from './layout'
import type { groups, users } from './tables'

/** Where the attributes lie that every resource has (RFC 7643 §3.1); everything else is in the document. */
export function locateInResource(
  type: 'User' | 'Group',
  table: typeof users | typeof groups,
  path: readonly string[],
): Location {
  switch (path.join('.')) {
    case 'id':
      return { kind: 'value', type: 'string', sql: sql`${table.id}` }
    case 'externalId':
      return { kind: 'value', type: 'string', sql: sql`${table.externalId}` }
    case 'displayName':
      return { kind: 'value', type: 'string', sql: sql`${table.displayName}` }
    case 'meta':
      return { kind: 'assigned' }
    case 'meta.resourceType':
      return { kind: 'value', type: 'string', sql: sql.raw(`'${type}'::text`) }
    case 'meta.created':
      return { kind: 'value', type: 'number', sql: sql`${table.created}` }
    case 'meta.lastModified':
      return { kind: 'value', type: 'number', sql: sql`${table.modified}` }
    case 'meta.version':
      return { kind: 'value', type: 'string', sql: sql`('W/"' || ${table.version} || '"')` }
    case 'meta.location':
      return { kind: 'url', end: sql`(${sql.raw(`'/${type}s/'`)} || ${table.id})` }
    default: {
      const { document, folded, instants } = table
      const whole = {
        exact: sql`${document}::jsonb`,
        folded: sql`coalesce(${folded}, ${document})::jsonb`,
        instants: sql`coalesce(${instants}, ${document})::jsonb`,
      }
      return { kind: 'json', ...descend(whole, path) }
    }
  }
}
