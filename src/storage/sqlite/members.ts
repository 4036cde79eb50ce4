import { sql } from 'drizzle-orm'
import type { Member, MemberReader } from '../../directory/group'
import { memberDisplay, memberId, membershipsWithNames } from '../references'
import { present } from '../rows'
import type { Db } from './connection'
import { once, parameter } from './prepared'

const member = { value: memberId, type: sql<Member['type']>`m.member_type`, display: memberDisplay }

export function members(db: Db): MemberReader {
  const list = once(() =>
    db
      .select(member)
      .from(membershipsWithNames)
      .where(sql`m.group_seq = (select seq from groups where id = ${parameter('groupId')})`)
      .orderBy(sql`m.position`)
      .prepare(),
  )
  const listOf = once(() =>
    db
      .select({ ...member, groupId: sql<string>`k.id` })
      .from(sql`json_each(${parameter('groupIds')}) j cross join groups k cross join ${membershipsWithNames}`)
      .where(sql`k.id = j.value and m.group_seq = k.seq`)
      .orderBy(sql`k.seq, m.position`)
      .prepare(),
  )
  return {
    async list(groupId) {
      return list()
        .all({ groupId })
        .map((row) => present(row))
    },
    async listOf(groupIds) {
      const found = new Map<string, Member[]>()
      for (const { groupId, ...row } of listOf().all({ groupIds: JSON.stringify([...new Set(groupIds)]) })) {
        const others = found.get(groupId)
        if (others) others.push(present(row))
        else found.set(groupId, [present(row)])
      }
      return found
    },
  }
}
