import { type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Page, Query, Scope } from '../../directory/stored-resource'
import { keyOf, type Parametrized, parametrize } from '../shape'
import type { PageStart } from './blocks'
import { conditionSql } from './condition-sql'
import type { Db } from './connection'
import type { Layout } from './layout'
import { lookUp } from './looking-up'
import { orderSql, sortValue } from './order-sql'
import { recent, type Statement, statement, typed } from './prepared'
import { inScope, ofScope, type Reach, reachOf, scopeValues, seqsOfPage, visible } from './scope-sql'
import { type groups, tallies, type users } from './tables'

/** What is listed. `select` gives whole items, in an order, for a SELECT of their row numbers that is joined as `p`. */
export interface Listed<Item> {
  readonly table: typeof users | typeof groups
  readonly layout: Layout
  readonly tally: PgColumn
  /** Where there may be so many that it is worth knowing where a page begins. */
  start?(db: Db): (values: object, offset: number) => Promise<PageStart>
  select(db: Db, page: SQL, order: readonly SQL[]): Statement<{ readonly total: number; readonly item: Item }>
}

interface Plan<Item> {
  readonly page: Statement<{ readonly total: number; readonly item: Item }>
  readonly count: Statement<{ readonly total: number }>
  /** Whether each row of the page tells how many there are. */
  readonly tells: boolean
  start?(values: object, offset: number): Promise<PageStart>
}

/** Lists. A page without a condition and an order comes straight from an index, and the tallies tell how many there are; else everything that is meant is found first. */
export function listing<Item>(db: Db, listed: Listed<Item>): (scope: Scope, query: Query) => Promise<Page<Item>> {
  const plans = recent<Plan<Item>>(200)
  return async (scope, { condition, sort, offset, limit }) => {
    const parametrized = condition && parametrize(condition)
    const sortKey = sort ? `${sort.order} ${keyOf(sort.by)}` : ''
    const reach = reachOf(scope)
    const { page, count, tells, start } = plans(`${reach} ${sortKey} ${parametrized?.key}`, () =>
      parametrized || sort ? finding(db, listed, reach, parametrized?.shape, sort) : paging(db, listed, reach),
    )
    const values = { ...scopeValues(scope), ...parametrized?.values }
    const rows = limit > 0 ? await page.all({ ...values, limit, offset, ...(await start?.(values, offset)) }) : []
    const items = rows.map(({ item }) => item)
    const [first] = rows
    if (first && tells) return { total: first.total, items }
    if (items.length < limit && (items.length > 0 || offset === 0)) return { total: offset + items.length, items }
    return { total: (await count.get(values))?.total ?? 0, items }
  }
}

const limited = sql`limit ${typed('limit', 'bigint')} offset ${typed('offset', 'bigint')}`

function paging<Item>(db: Db, { table, tally, select, start }: Listed<Item>, reach: Reach): Plan<Item> {
  const behind = start ? sql`${table.seq} >= ${typed('from', 'bigint')}` : sql`true`
  const page = sql`select n.seq, 0 as total from (${seqsOfPage(table, reach, behind, true)}) as n`
  const count = statement(() =>
    db
      .select({ total: sql`coalesce(sum(${tally}), 0)`.mapWith(Number) })
      .from(tallies)
      .where(ofScope(tallies)),
  )
  return { page: select(db, page, [sql`p.seq`]), count, tells: false, ...(start && { start: start(db) }) }
}

function finding<Item>(
  db: Db,
  { table, layout, select }: Listed<Item>,
  reach: Reach,
  shape: Parametrized['shape'] | undefined,
  sort: Query['sort'],
): Plan<Item> {
  const key = sort ? sortValue(sort.by, layout) : sql`null::text`
  const found = sql`select ${table.seq} as seq, ${key} as key from ${table}
    where ${wanted(table, layout, reach, shape)}`
  const order = sort ? [orderSql(sql`p.key`, sort.order), sql`p.seq`] : [sql`p.seq`]
  const page = sql`with found as materialized (${found})
    select p.seq, p.key, (select count(*) from found) as total from found as p order by ${sql.join(order, sql`, `)} ${limited}`
  const count = statement(() => db.select({ total: sql`count(*)`.mapWith(Number) }).from(sql`(${found}) as f`))
  return { page: select(db, page, order), count, tells: true }
}

/**
 * That a row is one of the page `p`, for a JOIN that looks them up one by one. PostgreSQL does not know how few there are
 * when it plans for any limit, and would go through the whole table to meet equal numbers.
 */
export function isInPage(table: typeof users | typeof groups): SQL {
  return sql`${table.seq} = any (array[p.seq])`
}

/** The rows of a scope that meet a condition. */
export function wanted(
  table: typeof users | typeof groups,
  layout: Layout,
  reach: Reach,
  shape: Parametrized['shape'] | undefined,
): SQL {
  const found = shape && lookUp(shape, layout)
  if (!found) return shape ? sql`${inScope(table, reach)} and ${conditionSql(shape, layout)}` : inScope(table, reach)
  const rest = found.rest ? conditionSql(found.rest, layout) : sql`true`
  return sql`${table.seq} = any (array(${found.select})) and ${visible(table)} and ${rest}`
}
