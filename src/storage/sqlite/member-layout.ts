import { type SQL, sql } from 'drizzle-orm'
import { locateInMember } from '../references'
import type { Layout } from './layout'

export const memberPosition = sql<number>`m.position`

/** A member as an element of `members` of the group with a number; lookups select its position there. */
export function memberLayout(groupSeq: SQL): Layout {
  return { locate: locateInMember, lookups: [{ path: ['value'], select: (id) => positionOf(groupSeq, id) }] }
}

/** A SELECT of the position that a user or group has in a group. Put as an OR, each half of which an index answers. */
export function positionOf(groupSeq: SQL, id: SQL): SQL {
  return sql`select p.position from memberships p where p.group_seq = ${groupSeq}
    and (p.member_type = 'User' and p.member_seq = (select k.seq from users k where k.id = ${id})
      or p.member_type = 'Group' and p.member_seq = (select k.seq from groups k where k.id = ${id}))`
}
