import { type Column, sql } from 'drizzle-orm'
import type { ColumnLocation } from './layout'

type Name = 'id' | 'externalId' | 'displayName' | 'version' | 'created' | 'modified'

/** Where the attributes lie that every resource has in columns (RFC 7643 §3.1); undefined for what is in the document. */
export function locateInColumns(
  type: 'User' | 'Group',
  table: Readonly<Record<Name, Column>>,
  path: readonly string[],
): ColumnLocation | undefined {
  switch (path.join('.')) {
    case 'id':
      return { kind: 'value', type: 'string', sql: sql`${table.id}` }
    case 'externalId':
      return { kind: 'value', type: 'string', sql: sql`${table.externalId}` }
    case 'displayName':
      return { kind: 'value', type: 'string', sql: sql`${table.displayName}` }
    case 'meta':
      return { kind: 'assigned' }
    case 'meta.created':
      return { kind: 'value', type: 'number', sql: sql`${table.created}` }
    case 'meta.lastModified':
      return { kind: 'value', type: 'number', sql: sql`${table.modified}` }
    case 'meta.version':
      return { kind: 'value', type: 'string', sql: sql`('W/"' || ${table.version} || '"')` }
    case 'meta.location':
      return { kind: 'url', end: sql`(${sql.raw(`'/${type}s/'`)} || ${table.id})` }
    default:
      return undefined
  }
}
