import { type SQL, sql } from 'drizzle-orm'
import type { Layout, Location } from './layout'
import { parameter } from './prepared'

/** Memberships with the users and groups they are of, for a FROM. */
export const membershipsWithNames = sql`memberships m
  left join users mu on m.member_type = 'User' and mu.seq = m.member_seq
  left join groups mg on m.member_type = 'Group' and mg.seq = m.member_seq`

/** What a member is called: what was sent, else its name now. */
export const memberDisplay = sql<string | null>`coalesce(m.display, mu.name, mg.name)`
export const memberId = sql<string>`coalesce(mu.id, mg.id)`

/** A member as an element of `members`; the lookups select positions in the group. */
export const memberLayout: Layout = {
  locate(path): Location {
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
  },
  lookups: [{ path: ['value'], select: positionOf }],
}

/** A SELECT of the place a member has in a group. */
export function positionOf(id: SQL): SQL {
  return sql`${positionAmong('User', sql`users`, id)} union all ${positionAmong('Group', sql`groups`, id)}`
}

function positionAmong(type: 'User' | 'Group', table: SQL, id: SQL): SQL {
  return sql`select p.position from ${table} k cross join memberships p
    where k.id = ${id} and p.member_type = ${sql.raw(`'${type}'`)} and p.member_seq = k.seq
      and p.group_seq = ${parameter('groupSeq')}`
}
