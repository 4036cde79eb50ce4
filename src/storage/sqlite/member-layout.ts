import { type SQL, sql } from 'drizzle-orm'
import type { Layout, Location } from './layout'

/** Memberships with the users and groups they are of, for a FROM. */
export const membershipsWithNames = sql`memberships m
  left join users mu on m.member_type = 'User' and mu.seq = m.member_seq
  left join groups mg on m.member_type = 'Group' and mg.seq = m.member_seq`

/** What a member is called: what was sent, else its name now. */
export const memberDisplay = sql<string | null>`coalesce(m.display, mu.name, mg.name)`
export const memberId = sql<string>`coalesce(mu.id, mg.id)`

/** A member as an element of `members`. */
export const memberLayout: Layout = {
  locate(path): Location {
    switch (path.join('.')) {
      case '':
        return { kind: 'assigned' }
      case 'value':
        return { kind: 'value', type: 'string', sql: memberId, equals: isMember }
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
  lookups: [],
}

/** Whether a membership is that of a user or group. Put as an OR, each half of which an index answers. */
export function isMember(id: SQL): SQL {
  return sql`(m.member_type = 'User' and m.member_seq = (select k.seq from users k where k.id = ${id})
    or m.member_type = 'Group' and m.member_seq = (select k.seq from groups k where k.id = ${id}))`
}
