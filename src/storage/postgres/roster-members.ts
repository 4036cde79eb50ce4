import { type SQL, sql } from 'drizzle-orm'
import type { RosterMember, RosterMemberPage, RosterMemberQuery } from '../../directory/roster'
import { plain } from '../../scim/text'
import { present } from '../rows'
import type { Db } from './connection'
import { hasWords, wordValues } from './people-conditions'
import { limit, recent, statement, typed } from './prepared'
import { groups, memberships as table, users } from './tables'

const groupSeq = typed('groupSeq', 'bigint')

/** How many positions are looked at together. */
const stretch = 4000

/** Finds members of a group by their positions, which are its key; those that a search means by looking at all from a place on. */
export function rosterMembers(
  db: Db,
): (organizationId: string, id: string, query: RosterMemberQuery) => Promise<RosterMemberPage> {
  const find = statement(() => finding(db))
  const searches = recent<ReturnType<typeof search>>(20)
  const load = statement(() => loading(db))
  return async (organizationId, id, { words = [], type, from, direction, limit }) => {
    const group = await find.get({ organizationId, id })
    if (!group) return { items: [], isMore: false }
    const { seq: groupSeq, last } = group
    const isForward = direction === 'forward'
    const meant = searches(`${words.length} ${isForward}`, () => search(db, words.length, isForward))
    // All of a stretch where names are still to be looked at.
    const most = words.length > 0 ? null : limit + 1
    const values = { organizationId, groupSeq, type: type ?? null, ...wordValues(words), most }
    const positions: number[] = []
    let after = from ?? (isForward ? 0 : last + 1)
    while (positions.length <= limit && after >= 1 - Number(isForward) && after <= last + Number(!isForward)) {
      const end = isForward ? after + stretch : after - stretch
      const [low, high] = isForward ? [after + 1, end] : [end, after - 1]
      const found = await meant.all({ ...values, low, high })
      const fitting = found.filter(({ name }) => name === null || words.every((word) => plain(name).includes(word)))
      positions.push(...fitting.map(({ position }) => position))
      after = end
    }
    const rows = await load.all({ groupSeq, positions: positions.slice(0, limit) })
    return { items: rows.map(present), isMore: positions.length > limit }
  }
}

/** The number of a group, and the position of its last member. */
function finding(db: Db) {
  return db
    .select({
      seq: groups.seq,
      last: sql`coalesce((select max(m.position) from memberships m where m.group_seq = groups.seq), 0)`.mapWith(
        Number,
      ),
    })
    .from(groups)
    .where(sql`${groups.id} = ${typed('id', 'text')} and ${groups.organizationId} = ${typed('organizationId', 'text')}`)
}

/** The members at some positions who may be meant. Names of groups are given, to be looked at; no text of theirs is kept. */
function search(db: Db, words: number, isForward: boolean) {
  const isPerson = sql`exists (select 1 from user_texts t where t.organization_id = ${typed('organizationId', 'text')}
    and t.user_seq = m.member_seq and ${words > 0 ? hasWords(words) : sql`true`})`
  const isMeant: SQL = words > 0 ? sql`(m.member_type <> 'User' or ${isPerson})` : sql`true`
  const name = sql`(select g.display_name from groups g where m.member_type = 'Group' and g.seq = m.member_seq)`
  const type = typed('type', 'text')
  return statement(() =>
    db
      .select({
        position: sql`m.position`.mapWith(Number),
        name: words > 0 ? sql<string | null>`${name}` : sql<string | null>`null`,
      })
      .from(sql`memberships m`)
      .where(
        sql`m.group_seq = ${groupSeq} and m.position between ${typed('low', 'bigint')} and ${typed('high', 'bigint')}
          and (${type} is null or m.member_type = ${type}) and ${isMeant}`,
      )
      .orderBy(isForward ? sql`m.position` : sql`m.position desc`)
      .limit(limit('most')),
  )
}

function loading(db: Db) {
  return db
    .select({
      position: table.position,
      type: sql<RosterMember['type']>`${table.memberType}`,
      id: sql<string>`coalesce(${users.id}, ${groups.id})`,
      document: sql<string>`coalesce(${users.document}, ${groups.document})`,
      active: users.active,
      memberCount: groups.memberCount,
    })
    .from(table)
    .leftJoin(users, sql`${table.memberType} = 'User' and ${users.seq} = any (array[${table.memberSeq}])`)
    .leftJoin(groups, sql`${table.memberType} = 'Group' and ${groups.seq} = any (array[${table.memberSeq}])`)
    .where(sql`${table.groupSeq} = ${groupSeq} and ${table.position} = any (${typed('positions', 'bigint[]')})`)
    .orderBy(table.position)
}
