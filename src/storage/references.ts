import { sql } from 'drizzle-orm'
import type { ColumnLocation } from './layout'

/** Memberships with the users and groups they are of, for a FROM. */
export const membershipsWithNames = sql`memberships m
  left join users mu on m.member_type = 'User' and mu.seq = m.member_seq
  left join groups mg on m.member_type = 'Group' and mg.seq = m.member_seq`

/** What a member is called: what was sent, else its name now. */
export const memberDisplay = sql<string | null>`coalesce(m.display, mu.name, mg.name)`
export const memberId = sql<string>`coalesce(mu.id, mg.id)`

/** An attribute of an element of a group's `members`, in `membershipsWithNames`. */
export function locateInMember(path: readonly string[]): ColumnLocation {
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

/** An attribute of an element of a user's `groups`, where `g` is the group. */
export function locateInGroupReference(path: readonly string[]): ColumnLocation {
  switch (path.join('.')) {
    case '':
      return { kind: 'assigned' }
    case 'value':
      return { kind: 'value', type: 'string', sql: sql`g.id` }
    case 'display':
      return { kind: 'value', type: 'string', sql: sql`g.display_name` }
    case 'type':
      return { kind: 'value', type: 'string', sql: sql`g.type` }
    case '$ref':
      return { kind: 'url', end: sql`('/Groups/' || g.id)` }
    default:
      return { kind: 'unassigned' }
  }
}
