import { sql } from 'drizzle-orm'
import { descend, root } from './json-path'
import type { Location } from './layout'
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
      return { kind: 'value', type: 'string', sql: sql.raw(`'${type}'`) }
    case 'meta.created':
      return { kind: 'value', type: 'number', sql: sql`${table.created}` }
    case 'meta.lastModified':
      return { kind: 'value', type: 'number', sql: sql`${table.modified}` }
    case 'meta.version':
      return { kind: 'value', type: 'string', sql: sql`('W/"' || ${table.version} || '"')` }
    case 'meta.location':
      return { kind: 'url', end: sql`(${sql.raw(`'/${type}s/'`)} || ${table.id})` }
    default: {
      const folded = sql`coalesce(${table.folded}, ${table.document})`
      const isAscii = sql`${table.folded} is null`
      return { kind: 'json', document: sql`${table.document}`, folded, isAscii, path: descend(root, path) }
    }
  }
}
