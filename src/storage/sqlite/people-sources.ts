import { type SQL, sql } from 'drizzle-orm'
import type { PeopleFilter } from '../../directory/person'
import type { Shape } from '../shape'
import { lookUp } from './candidates'
import type { Db } from './connection'
import type { Values } from './listing'
import { hasWords } from './people-conditions'
import { parameter } from './prepared'
import { scopeSql } from './scope-sql'
import { users as table } from './tables'
import { userLayout } from './user-layout'

/** Where a person stands in a list. */
export interface Place {
  readonly seq: number
  readonly key: string | number
}

/** Gives row numbers, a stretch behind another. `last` is absent at the end. */
export type Source = (values: Values) => (after: Place | undefined, rows: number) => Stretch

interface Stretch {
  readonly seqs: readonly number[]
  readonly last?: Place
}

const organizationId = parameter('organizationId')

/** As an index has it. */
export const nameSql = sql<string>`coalesce(${table.displayName}, ${table.userName})`

/** People by what they are called, from a place on. */
export function byName(db: Db, isRising: boolean): Source {
  const order = isRising ? sql`asc` : sql`desc`
  const beyond = isRising ? sql`>` : sql`<`
  const [key, seq] = [parameter('key'), parameter('seq')]
  const from = (rest: SQL) =>
    db
      .select({ seq: table.seq, key: nameSql })
      .from(table)
      .where(sql`${table.organizationId} = ${organizationId} and ${table.deletedAt} is null and ${rest}`)
      .orderBy(sql`${nameSql} ${order}`, sql`${table.seq} ${order}`)
      .limit(sql.placeholder('rows'))
      .prepare()
  const first = from(sql`1`)
  const next = from(
    sql`${nameSql} ${beyond}= ${key} and (${nameSql} ${beyond} ${key} or ${table.seq} ${beyond} ${seq})`,
  )
  return (values) => (after, rows) => {
    const found = after ? next.all({ ...values, ...after, rows }) : first.all({ ...values, rows })
    return stretch(found, rows)
  }
}

/** People in the order of creation: everybody, or those of a connection or of none. */
export function byCreation(db: Db, connectionId: PeopleFilter['connectionId'], isRising: boolean): Source {
  const { whole, owned, unowned } = scopeSql(table)
  const scope = connectionId === undefined ? whole : connectionId === null ? unowned : owned
  const statement = db
    .select({ seq: table.seq })
    .from(table)
    .where(sql`${scope} and ${table.seq} ${isRising ? sql`>` : sql`<`} ${parameter('seq')}`)
    .orderBy(isRising ? sql`${table.seq}` : sql`${table.seq} desc`)
    .limit(sql.placeholder('rows'))
    .prepare()
  return (values) => (after, rows) => {
    const seq = after?.seq ?? (isRising ? 0 : Number.MAX_SAFE_INTEGER)
    return stretch(
      statement.all({ ...values, seq, rows }).map((row) => ({ seq: row.seq, key: row.seq })),
      rows,
    )
  }
}

/** Those whose names, userName or addresses have all of the words `word0`, `word1` …; in the order of creation. */
export function bySearch(db: Db, words: number): Source {
  const statement = db
    .select({ seq: sql<number>`t.user_seq`, isFound: sql<number>`${hasWords(words)}` })
    .from(sql`user_texts as t`)
    .where(sql`t.organization_id = ${organizationId} and t.user_seq > ${parameter('seq')}`)
    .orderBy(sql`t.user_seq`)
    .limit(sql.placeholder('rows'))
    .prepare()
  return (values) => (after, rows) => {
    const looked = statement.all({ ...values, seq: after?.seq ?? 0, rows })
    const last = looked.length === rows ? looked.at(-1)?.seq : undefined
    const seqs = looked.flatMap(({ seq, isFound }) => (isFound ? seq : []))
    return { seqs, ...(last !== undefined && { last: { seq: last, key: last } }) }
  }
}

/** The few among whom all are that a filter means: the deleted, those with a role, or those an index leads to. */
export function fewFor(db: Db, { state, role }: PeopleFilter, condition: Shape | undefined): Source | undefined {
  const select = selectOfFew(state, role, condition)
  if (!select) return undefined
  const statement = db.select({ seq: sql<number>`f.seq` }).from(sql`(${select}) as f`).prepare()
  return (values) => {
    const all = [...new Set(statement.all(values).map(({ seq }) => seq))]
    return (after, rows) => {
      const end = Number(after?.key ?? 0) + rows
      return { seqs: all.slice(end - rows, end), ...(end < all.length && { last: { seq: 0, key: end } }) }
    }
  }
}

function selectOfFew(
  state: PeopleFilter['state'],
  role: PeopleFilter['role'],
  condition: Shape | undefined,
): SQL | undefined {
  const found = state === 'deleted' ? undefined : condition && lookUp(condition, userLayout)
  if (found) return sql`select u.seq from users u where u.seq in (${found.select})`
  if (state === 'deleted')
    return sql`select u.seq from users u where u.organization_id = ${organizationId} and u.deleted_at is not null`
  if (!role || role === 'member') return undefined
  // Named again, as the index of those with a role asks for it.
  return sql`select u.seq from users u where u.organization_id = ${organizationId} and u.role <> 'member'
      and u.role = ${parameter('role')} and u.deleted_at is null
    union all
    select m.member_seq from (with recursive down (seq) as (
        select g.seq from groups g where g.organization_id = ${organizationId} and g.role is not null
          and g.role = ${parameter('role')} and g.deleted_at is null
        union
        select m.member_seq from down cross join memberships m where m.group_seq = down.seq and m.member_type = 'Group'
      ) select seq from down) as d cross join memberships m where m.group_seq = d.seq and m.member_type = 'User'`
}

function stretch(found: readonly Place[], rows: number): Stretch {
  const last = found.length === rows ? found.at(-1) : undefined
  return { seqs: found.map(({ seq }) => seq), ...(last && { last }) }
}
