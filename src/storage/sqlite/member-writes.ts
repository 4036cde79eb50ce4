import { and, eq, sql } from 'drizzle-orm'
import type { MemberWriter } from '../../directory/group'
import type { Condition } from '../../scim/condition'
import { fold, isAscii } from '../../scim/text'
import { placeholders } from '../placeholders'
import { memberId, membershipsWithNames } from '../references'
import { parametrize, type Shape } from '../shape'
import { foundOrChecked } from './condition-sql'
import type { Db } from './connection'
import { memberLayout, memberPosition, positionOf } from './member-layout'
import { once, parameter, recent } from './prepared'
import { scopeSql, scopeValues } from './scope-sql'
import { groups, memberships as table, users } from './tables'

const id = parameter('id')
const groupId = parameter('groupId')
const groupSeq = parameter('groupSeq')
const position = parameter('position')
const by = parameter('by')
const ofGroup = eq(table.groupSeq, groupSeq)

export function memberWrites(db: Db): MemberWriter {
  const findGroup = once(() => db.select({ seq: groups.seq }).from(groups).where(eq(groups.id, groupId)).prepare())
  const findMember = once(() =>
    db
      .select({ memberType: sql<'User' | 'Group'>`type`, memberSeq: sql<number>`seq` })
      .from(
        sql`(select 'User' as type, seq from ${users} where ${users.id} = ${id} and ${scopeSql(users).visible}
          union all select 'Group', seq from ${groups} where ${groups.id} = ${id} and ${scopeSql(groups).visible})`,
      )
      .prepare(),
  )
  const insert = once(() =>
    db
      .insert(table)
      .values({
        ...placeholders('groupSeq', 'memberType', 'memberSeq', 'display', 'folded'),
        position: sql`(select coalesce(max(position), 0) + 1 from memberships where group_seq = ${groupSeq})`,
      })
      .onConflictDoNothing()
      .returning({ position: table.position })
      .prepare(),
  )
  const remove = once(() =>
    db
      .delete(table)
      .where(and(ofGroup, sql`${table.position} in (${positionOf(groupSeq, id)})`))
      .returning({ position: table.position })
      .prepare(),
  )
  const removeAt = once(() =>
    db
      .delete(table)
      .where(and(ofGroup, eq(table.position, position)))
      .prepare(),
  )
  const recount = once(() =>
    db
      .update(groups)
      .set({ memberCount: sql`${groups.memberCount} + ${by}` })
      .where(eq(groups.seq, groupSeq))
      .prepare(),
  )
  const reaches = once(() =>
    db
      .select({ found: sql<number>`1` })
      .from(
        sql`(with recursive above(seq) as (select seq from groups where id = ${groupId} union
            select m.group_seq from above cross join memberships m
              where m.member_type = 'Group' and m.member_seq = above.seq)
          select 1 from above cross join groups g where g.seq = above.seq and g.id = ${id} limit 1)`,
      )
      .prepare(),
  )
  const searches = recent<ReturnType<typeof search>>(50)

  function seqOf(groupId: string): number {
    const seq = findGroup().get({ groupId })?.seq
    if (seq === undefined) throw new Error(`there is no group ${groupId}`)
    return seq
  }

  function counted(groupSeq: number, by: number, ids: readonly string[]): readonly string[] {
    if (ids.length > 0) recount().run({ groupSeq, by: by * ids.length })
    return ids
  }

  return {
    async add(scope, groupId, members) {
      const groupSeq = seqOf(groupId)
      const found = []
      for (const { value, display } of members) {
        const member = findMember().get({ ...scopeValues(scope), id: value })
        if (!member) return { added: [], missing: value }
        found.push({ value, row: { groupSeq, ...member, ...named(display) } })
      }
      const added = found.filter(({ row }) => insert().get(row) !== undefined).map(({ value }) => value)
      return { added: counted(groupSeq, 1, added) }
    },

    async remove(groupId, ids) {
      const groupSeq = seqOf(groupId)
      const removed = ids.filter((id) => remove().get({ groupSeq, id }) !== undefined)
      return counted(groupSeq, -1, removed)
    },

    async removeWhere(groupId, condition) {
      const groupSeq = seqOf(groupId)
      const { shape, key, values } = parametrize(condition ?? everything)
      const removed = searches(key, () => search(db, shape)).all({ groupSeq, ...values })
      for (const { position } of removed) removeAt().run({ groupSeq, position })
      return counted(
        groupSeq,
        -1,
        removed.map(({ id }) => id),
      )
    },

    async reaches(groupId, memberId) {
      return reaches().get({ groupId, id: memberId }) !== undefined
    },
  }
}

const everything: Condition = { kind: 'and', conditions: [] }

/** The members of a group that meet a condition, in no particular order; a sort would cost those few their index. */
function search(db: Db, shape: Shape) {
  return db
    .select({ position: memberPosition, id: memberId })
    .from(membershipsWithNames)
    .where(sql`m.group_seq = ${groupSeq} and ${foundOrChecked(shape, memberLayout(groupSeq), memberPosition)}`)
    .prepare()
}

/** What the client called a member, also in the form in which it is compared where lower() would not give that. */
function named(display: string | undefined) {
  if (!display) return { display: null, folded: null }
  return { display, folded: isAscii(display) ? null : fold(display) }
}
