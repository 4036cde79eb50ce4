import { sql } from 'drizzle-orm'
import type { Member, MemberReader } from '../../directory/group'
import { memberDisplay, memberId, membershipsWithNames } from '../references'
import { present } from '../rows'
import type { Db } from './connection'
import { parameter, statement, typed } from './prepared'

const member = { value: memberId, type: sql<Member['type']>`m.member_type`, display: memberDisplay }

export function members(db: Db): MemberReader {
  const list = statement(() =>
    db
      .select(member)
      .from(membershipsWithNames)
      .where(sql`m.group_seq = (select k.seq from groups k where k.id = ${parameter('groupId')})`)
      .orderBy(sql`m.position`),
  )
  const listOf = statement(() =>
    db
      .select({ ...member, groupId: sql<string>`k.id` })
      .from(sql`groups k cross join ${membershipsWithNames}`)
      .where(sql`k.id = any (${typed('groupIds', 'text[]')}) and m.group_seq = k.seq`)
      .orderBy(sql`k.seq, m.position`),
  )
  return {
    list: async (groupId) => (await list.all({ groupId })).map(present),
    async listOf(groupIds) {
      const found = new Map<string, Member[]>()
      for (const { groupId, ...row } of await listOf.all({ groupIds: [...new Set(groupIds)] })) {
        const others = found.get(groupId)
        if (others) others.push(present(row))
        else found.set(groupId, [present(row)])
      }
      return found
    },
  }
}
