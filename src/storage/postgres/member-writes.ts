import { eq, sql } from 'drizzle-orm'
import type { MemberWriter, NewMember } from '../../directory/group'
import type { Scope } from '../../directory/stored-resource'
import type { Condition } from '../../scim/condition'
import { fold, isAscii } from '../../scim/text'
import { memberId, membershipsWithNames } from '../references'
import { parametrize, type Shape } from '../shape'
import { foundOrChecked } from './condition-sql'
import type { Db } from './connection'
import { memberLayout, memberPosition } from './member-layout'
import { groupsAround } from './nesting'
import { command, held, parameter, recent, type Statement, statement, typed } from './prepared'
import { scopeValues, visible } from './scope-sql'
import { groups, users } from './tables'
import { nameLocks } from './unit-locks'

const groupSeq = typed('groupSeq', 'bigint')

export function memberWrites(db: Db): MemberWriter {
  // Held, so that of two units which change the members of a group the second waits.
  const findGroup = statement(() =>
    held(
      db,
      db
        .select({ seq: groups.seq })
        .from(groups)
        .where(eq(groups.id, parameter('groupId'))),
    ),
  )
  const findMembers = finding(db)
  const recount = command(
    db,
    () => sql`update groups set member_count = member_count + ${typed('by', 'bigint')} where seq = ${groupSeq}`,
  )
  const insert = command(
    db,
    () => sql`insert into memberships (group_seq, position, member_type, member_seq, display, folded)
      select ${groupSeq}, (select coalesce(max(p.position), 0) from memberships p where p.group_seq = ${groupSeq}) + w.place,
          w.value ->> 'memberType', (w.value ->> 'memberSeq')::bigint, w.value ->> 'display', w.value ->> 'folded'
        from jsonb_array_elements(${typed('rows', 'text')}::jsonb) with ordinality as w (value, place) order by w.place
      on conflict (member_type, member_seq, group_seq) do nothing returning member_type, member_seq`,
  )
  const remove = command(
    db,
    () => sql`delete from memberships m using (
        select 'User' as type, u.seq, u.id from users u where u.id = any (${typed('ids', 'text[]')})
        union all select 'Group', g.seq, g.id from groups g where g.id = any (${typed('ids', 'text[]')})) as w
      where m.group_seq = ${groupSeq} and m.member_type = w.type and m.member_seq = w.seq returning w.id`,
  )
  const removeAt = command(
    db,
    () => sql`delete from memberships m
      where m.group_seq = ${groupSeq} and m.position = any (${typed('positions', 'bigint[]')})`,
  )
  const reaches = command(
    db,
    () => sql`select 1 from ${groupsAround(sql`select seq from groups where id = ${typed('groupId', 'text')}`)} as up
      join groups g on g.seq = up.seq where g.id = ${typed('id', 'text')} limit 1`,
  )
  const hold = nameLocks(db)
  const searches = recent<ReturnType<typeof search>>(50)

  async function seqOf(groupId: string): Promise<number> {
    const seq = (await findGroup.get({ groupId }))?.seq
    if (seq === undefined) throw new Error(`there is no group ${groupId}`)
    return seq
  }

  return {
    async add(scope, groupId, members) {
      const groupSeq = await seqOf(groupId)
      const found = (await findMembers(wantedOf(scope, members))).map(([value, memberType, memberSeq]) => ({
        value: String(value),
        memberType,
        memberSeq,
      }))
      const missing = found.find(({ memberSeq }) => memberSeq === null)
      if (missing) return { added: [], missing: missing.value }
      const rows = found.map(({ memberType, memberSeq }, index) => ({
        memberType,
        memberSeq,
        ...named(members[index]?.display),
      }))
      if (rows.length === 0) return { added: [] }
      await recount({ groupSeq, by: rows.length })
      const inserted = await insert({ groupSeq, rows: JSON.stringify(rows) })
      const isNew = new Set(inserted.map(([type, seq]) => `${type} ${seq}`))
      const added = found.filter(({ memberType, memberSeq }) => isNew.delete(`${memberType} ${memberSeq}`))
      if (added.length < rows.length) await recount({ groupSeq, by: added.length - rows.length })
      return { added: added.map(({ value }) => value) }
    },

    async remove(groupId, ids) {
      if (ids.length === 0) return []
      const groupSeq = await seqOf(groupId)
      const gone = new Set((await remove({ groupSeq, ids: [...new Set(ids)] })).map(([id]) => String(id)))
      if (gone.size > 0) await recount({ groupSeq, by: -gone.size })
      return ids.filter((id) => gone.delete(id))
    },

    async removeWhere(groupId, condition) {
      const groupSeq = await seqOf(groupId)
      const { shape, key, values } = parametrize(condition ?? everything)
      const found = await searches(key, () => search(db, shape)).all({ groupSeq, ...values })
      if (found.length === 0) return []
      await recount({ groupSeq, by: -found.length })
      await removeAt({ groupSeq, positions: found.map(({ position }) => position) })
      return found.map(({ id }) => id)
    },

    async reaches(groupId, memberId) {
      // Two units that each close a half of a circle would see none.
      await hold('groups in groups')
      return (await reaches({ groupId, id: memberId })).length > 0
    },
  }
}

const everything: Condition = { kind: 'and', conditions: [] }

/**
 * Each of some ids in their order, with what it is in the scope; NULL where it is nothing there. They are locked, so that
 * who is deleted meanwhile is either not found, or leaves what it has joined.
 */
function finding(db: Db) {
  const found = (type: string, table: typeof users | typeof groups) =>
    sql`select ${sql.raw(`'${type}'`)} as type, ${table.seq} as seq, ${table.id} as id from ${table}
      where ${table.id} = any (${typed('ids', 'text[]')}) and ${visible(table)} order by ${table.seq} for share`
  return command(
    db,
    () => sql`with people as materialized (${found('User', users)}), around as materialized (${found('Group', groups)})
      select w.value, f.type, f.seq from unnest(${typed('ids', 'text[]')}) with ordinality as w (value, place)
        left join (select * from people union all select * from around) as f on f.id = w.value order by w.place`,
  )
}

function wantedOf(scope: Scope, members: readonly NewMember[]) {
  return { ...scopeValues(scope), ids: members.map(({ value }) => value) }
}

/** The members of a group that meet a condition. */
function search(db: Db, shape: Shape): Statement<{ readonly position: number; readonly id: string }> {
  return statement(() =>
    db
      .select({ position: memberPosition, id: memberId })
      .from(membershipsWithNames)
      .where(sql`m.group_seq = ${groupSeq} and ${foundOrChecked(shape, memberLayout(groupSeq), memberPosition)}`)
      .orderBy(memberPosition),
  )
}

/** What the client called a member, also in the form in which it is compared where lower() would not give that. */
function named(display: string | undefined) {
  if (!display) return { display: null, folded: null }
  return { display, folded: isAscii(display) ? null : fold(display) }
}
