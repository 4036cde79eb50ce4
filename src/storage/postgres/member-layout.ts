import { type SQL, sql } from 'drizzle-orm'
import type { Layout, Location } from './layout'

/** Memberships with the users and groups they are of, for a FROM. */
export const membershipsWithNames = sql`memberships m
  left join users mu on m.member_type = 'User' and mu.seq = m.member_seq
  left join groups mg on m.member_type = 'Group' and mg.seq = m.member_seq`

/** What a member is called: what was sent, else its name now. */
export const memberDisplay = sql<string | null>`coalesce(m.display, mu.name, mg.name)`
export const memberId = sql<string>`coalesce(mu.id, mg.id)`

export const memberPosition = sql`m.position`.mapWith(Number)

/** A member as an element of `members` of the group with a number; lookups select its position there. */
export function memberLayout(groupSeq: SQL): Layout {
  return { locate: locateInMember, lookups: [{ path: ['value'], select: (id) => positionOf(groupSeq, id) }] }
}

function locateInMember(path: readonly string[]): Location {
  switch (path.join('.')) {
    case '':
      return { kind: 'assigned' }
    case 'value':
      return { kind: 'value', type: 'string', sql: memberId }
    case 'type':
      return { kind: 'value', type: 'string', sql: sql`lower(m.member_type)` }
    case 'display': {
      const folded = sql`coalesce(m.folded, lower(m.display), nullif(mu.display_name, ''), mu.user_name, mg.display_name)`
      return { kind: 'value', type: 'string', sql: folded }
    }
    case '$ref':
      return { kind: 'url', end: sql`('/' || m.member_type || 's/' || ${memberId})` }
    default:
      return { kind: 'unassigned' }
  }
}

/** A SELECT of the position that a user or group has in a group. */
export function positionOf(groupSeq: SQL, id: SQL): SQL {
  const at = (type: string, table: string) => sql`select p.position from ${sql.raw(table)} k
    join memberships p on p.group_seq = ${groupSeq} and p.member_type = ${sql.raw(`'${type}'`)} and p.member_seq = k.seq
    where k.id = ${id}`
  return sql`${at('User', 'users')} union all ${at('Group', 'groups')}`
}
