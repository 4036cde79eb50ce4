import { type SQL, sql } from 'drizzle-orm'
import { locateInMember } from '../references'
import type { Layout } from './layout'

export const memberPosition = sql`m.position`.mapWith(Number)

/** A member as an element of `members` of the group with a number; lookups select its position there. */
export function memberLayout(groupSeq: SQL): Layout {
  return { locate: locateInMember, lookups: [{ path: ['value'], select: (id) => positionOf(groupSeq, id) }] }
}

/** A SELECT of the position that a user or group has in a group. */
export function positionOf(groupSeq: SQL, id: SQL): SQL {
  const at = (type: string, table: string) => sql`select p.position from ${sql.raw(table)} k
    join memberships p on p.group_seq = ${groupSeq} and p.member_type = ${sql.raw(`'${type}'`)} and p.member_seq = k.seq
    where k.id = ${id}`
  return sql`${at('User', 'users')} union all ${at('Group', 'groups')}`
}
