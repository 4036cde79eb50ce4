import { type SQL, sql } from 'drizzle-orm'
import type { PeoplePage, PeopleQuery } from '../../directory/person'
import { parametrize, type Shape } from '../shape'
import type { Db } from './connection'
import { isInPage } from './listing'
import { person, personColumns } from './people'
import { peopleSql, wordValues } from './people-conditions'
import { among, parameter, recent, statement, typed } from './prepared'
import { users as table, tallies } from './tables'

/** Lists people from a place on. Where the tallies know how many there are, nobody is counted. */
export function peopleList(db: Db): (organizationId: string, query: PeopleQuery) => Promise<PeoplePage> {
  const plans = recent<ReturnType<typeof planOf>>(200)
  const placeOf = statement(() =>
    db
      .select({ seq: table.seq, ...keys() })
      .from(table)
      .where(sql`${table.id} = ${parameter('id')}`),
  )
  return async (organizationId, query) => {
    const { words = [], condition, from, limit, direction, connectionId, sort } = query
    const parametrized = condition && parametrize(condition)
    const isForward = direction === 'forward'
    const isRising = (query.order === 'ascending') === isForward
    const place = from && (await placeOf.get({ id: from.id }))
    const key = from?.key ?? place?.[sort]
    const isUnderWay = key !== undefined
    const shape = [
      sort,
      isRising,
      isUnderWay,
      query.state,
      query.role,
      connectionId === undefined,
      connectionId === null,
      words.length,
    ]
    const plan = plans(`${shape.join()} ${parametrized?.key}`, () =>
      planOf(db, query, parametrized?.shape, isRising, isUnderWay),
    )
    const values = {
      organizationId,
      connectionId: connectionId ?? null,
      ...wordValues(words),
      ...parametrized?.values,
    }
    const seq = sort === 'created' ? key : (place?.seq ?? 0)
    const rows = await plan.page.all({ ...values, key, seq, limit: limit + 1 })
    const items = rows.slice(0, limit).map(({ key, ...row }) => ({ ...person(row), key }))
    return {
      total: (await plan.count.get(values))?.total ?? 0,
      items: isForward ? items : items.toReversed(),
      isMore: rows.length > limit,
    }
  }
}

/** What a list is sorted by; the name as an index has it. */
const nameSql = sql<string>`short(coalesce(${table.displayName}, ${table.userName}))`
function keys() {
  return {
    name: nameSql,
    created: sql`${table.seq}`.mapWith(Number),
    modified: sql`coalesce(${table.deletedAt}, ${table.modified})`.mapWith(Number),
  }
}

function planOf(db: Db, query: PeopleQuery, condition: Shape | undefined, isRising: boolean, isUnderWay: boolean) {
  const { state, role, words = [], sort } = query
  const isMeant = peopleSql(query, condition)
  const key: SQL<string | number> = keys()[sort]
  const place = sql`(${key}, ${table.seq})`
  const start = sql`(${typed('key', sort === 'name' ? 'text' : 'bigint')}, ${typed('seq', 'bigint')})`
  const rest = isUnderWay ? sql`${place} ${isRising ? sql`>` : sql`<`} ${start}` : sql`true`
  const direction = isRising ? sql`asc` : sql`desc`
  // Only in the order of creation is the index of a connection one of the list.
  const narrow =
    sort === 'created' && query.connectionId ? among(table.connectionId, typed('connectionId', 'text')) : sql`true`
  const seqs = sql`select ${table.seq} as seq, ${key} as key from ${table} where ${isMeant} and ${narrow} and ${rest}
    order by ${key} ${direction}, ${table.seq} ${direction} limit ${typed('limit', 'bigint')}`
  const page = statement(() =>
    db
      .select({ ...personColumns, key: sql`p.key`.mapWith((key: string) => (sort === 'name' ? key : Number(key))) })
      .from(sql`(${seqs}) as p`)
      .innerJoin(table, isInPage(table))
      .orderBy(sql`p.key ${direction}`, sql`p.seq ${direction}`),
  )
  const isCounted = state !== 'deleted' && !role && words.length === 0 && !condition
  return { page, count: isCounted ? tallied(db, query) : counted(db, isMeant) }
}

function counted(db: Db, isMeant: SQL) {
  return statement(() =>
    db
      .select({ total: sql`count(*)`.mapWith(Number) })
      .from(table)
      .where(isMeant),
  )
}

/** How many there are by state and connection. */
function tallied(db: Db, { state, connectionId }: PeopleQuery) {
  const { users, active } = tallies
  const number = state === 'active' ? active : state === 'inactive' ? sql`${users} - ${active}` : users
  const isOfConnection =
    connectionId === undefined
      ? sql`true`
      : sql`${tallies.connectionId} = coalesce(${typed('connectionId', 'text')}, '')`
  return statement(() =>
    db
      .select({ total: sql`coalesce(sum(${number}), 0)`.mapWith(Number) })
      .from(tallies)
      .where(sql`${tallies.organizationId} = ${typed('organizationId', 'text')} and ${isOfConnection}`),
  )
}
