import { type SQL, sql } from 'drizzle-orm'
import type { RosterMember, RosterMemberPage, RosterMemberQuery } from '../../directory/roster'
import { plain } from '../../scim/text'
import { present } from '../rows'
import type { Db } from './connection'
import type { Pause } from './listing'
import { hasWords } from './people-conditions'
import { once, parameter, recent } from './prepared'
import { inStretches } from './stretches'
import { groups, memberships as table, users } from './tables'

const groupSeq = parameter('groupSeq')

/** Finds members of a group by their positions, which are its key; those that a search means by looking at all from a place on. */
export function rosterMembers(
  db: Db,
  pause: Pause,
): (organizationId: string, id: string, query: RosterMemberQuery) => Promise<RosterMemberPage> {
  const find = once(() => finding(db))
  const searches = recent<ReturnType<typeof search>>(20)
  const load = once(() => loading(db))
  return async (organizationId, id, { words = [], type, from, direction, limit }) => {
    const group = find()(organizationId, id)
    if (!group) return { items: [], isMore: false }
    const { seq, last } = group
    const isForward = direction === 'forward'
    const meant = searches(`${words.length} ${isForward}`, () => search(db, words.length, isForward))
    const values = {
      organizationId,
      groupSeq: seq,
      type: type ?? null,
      ...Object.fromEntries(words.map((word, index) => [`word${index}`, word])),
    }
    const positions: number[] = []
    await inStretches(from ?? (isForward ? 0 : last + 1), pause, (after = 0, rows) => {
      const end = isForward ? after + rows : after - rows
      const [low, high] = isForward ? [after + 1, end] : [end, after - 1]
      const found = meant.all({ ...values, low, high })
      const fitting = found.filter(({ name }) => name === null || words.every((word) => plain(name).includes(word)))
      positions.push(...fitting.map(({ position }) => position))
      return positions.length > limit || end < 1 || end > last ? undefined : end
    })
    const page = positions.slice(0, limit)
    return {
      items: load()(seq, isForward ? page : page.toReversed()),
      isMore: positions.length > limit,
    }
  }
}

/** The number of a group, and the position of its last member. */
export function finding(db: Db) {
  const statement = db
    .select({
      seq: groups.seq,
      last: sql<number>`coalesce((select max(m.position) from memberships m where m.group_seq = ${groups.seq}), 0)`,
    })
    .from(groups)
    .where(sql`${groups.id} = ${parameter('id')} and +${groups.organizationId} = ${parameter('organizationId')}`)
    .prepare()
  return (organizationId: string, id: string) => statement.get({ organizationId, id })
}

/** The members at some positions who may be meant. Names of groups are given, to be looked at; no text of theirs is kept. */
function search(db: Db, words: number, isForward: boolean) {
  const isPerson = sql`exists (select 1 from user_texts t where t.organization_id = ${parameter('organizationId')}
    and t.user_seq = m.member_seq and ${hasWords(words)})`
  const isMeant: SQL = words > 0 ? sql`iif(m.member_type = 'User', ${isPerson}, 1)` : sql`1`
  const name = sql`(select g.display_name from groups g where m.member_type = 'Group' and g.seq = m.member_seq)`
  return db
    .select({ position: sql<number>`m.position`, name: words > 0 ? sql<string | null>`${name}` : sql<null>`null` })
    .from(sql`memberships m`)
    .where(
      sql`m.group_seq = ${groupSeq} and m.position between ${parameter('low')} and ${parameter('high')}
        and (${parameter('type')} is null or m.member_type = ${parameter('type')}) and ${isMeant}`,
    )
    .orderBy(isForward ? sql`m.position` : sql`m.position desc`)
    .prepare()
}

function loading(db: Db) {
  const statement = db
    .select({
      position: table.position,
      type: sql<RosterMember['type']>`${table.memberType}`,
      id: sql<string>`coalesce(${users.id}, ${groups.id})`,
      document: sql<string>`coalesce(${users.document}, ${groups.document})`,
      active: users.active,
      memberCount: groups.memberCount,
    })
    .from(table)
    .leftJoin(users, sql`${table.memberType} = 'User' and ${users.seq} = ${table.memberSeq}`)
    .leftJoin(groups, sql`${table.memberType} = 'Group' and ${groups.seq} = ${table.memberSeq}`)
    .where(
      sql`${table.groupSeq} = ${groupSeq} and ${table.position} in (select value from json_each(${parameter('positions')}))`,
    )
    .orderBy(table.position)
    .prepare()
  return (groupSeq: number, positions: readonly number[]): readonly RosterMember[] =>
    statement.all({ groupSeq, positions: JSON.stringify(positions) }).map((row) => present(row))
}
