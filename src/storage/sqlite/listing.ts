import { type SQL, sql } from 'drizzle-orm'
import type { Page, Query, Scope } from '../../directory/stored-resource'
import { keyOf, type Parametrized, parametrize } from '../shape'
import type { PageStart } from './blocks'
import { lookUp } from './candidates'
import { conditionSql } from './condition-sql'
import type { Db } from './connection'
import type { Layout } from './layout'
import { orderSql } from './order-sql'
import { once, parameter, recent } from './prepared'
import { scan } from './scan'
import { type Reach, reachOf, scopeSql, scopesOf, scopeValues, seqsInScope } from './scope-sql'
import { type groups, tallies, type users } from './tables'

/** The values of a statement's placeholders. */
export type Values = Readonly<Record<string, unknown>>

/** Lets others have their turn, or nothing, inside a unit of writing. */
export type Pause = () => Promise<void> | undefined

/** What is listed. `select` prepares a SELECT of whole items; where it is `paged`, it has the placeholders `limit` and `offset`. */
export interface Listed<Item> {
  readonly table: typeof users | typeof groups
  readonly layout: Layout
  readonly tally: typeof tallies.users | typeof tallies.groups
  /** Where there may be so many that it is worth knowing where a page begins. */
  readonly start?: (values: Values, offset: number) => PageStart
  select(where: SQL, order: readonly SQL[], paged: boolean): (values: Values) => readonly Item[]
}

/** A query of one shape, ready to be run with values. */
export type Plan<Item> = (values: Values, query: Query) => Promise<Page<Item>>

const limited = sql`limit ${parameter('limit')} offset ${parameter('offset')}`

/**
 * Lists. How depends on the query's shape: a page comes straight from an index, where there is no condition or one that
 * an index answers, or from a sort; else all rows of the scope are looked at, with pauses.
 */
export function listing<Item>(
  db: Db,
  listed: Listed<Item>,
  pause: Pause,
): (scope: Scope, query: Query) => Promise<Page<Item>> {
  const plans = recent<Plan<Item>>(200)
  return (scope, query) => {
    const parametrized = query.condition && parametrize(query.condition)
    const sortKey = query.sort ? `${query.sort.order} ${keyOf(query.sort.by)}` : ''
    const reach = reachOf(scope)
    const plan = plans(`${reach} ${sortKey} ${parametrized?.key}`, () =>
      planOf(db, listed, reach, parametrized?.shape, query.sort, pause),
    )
    return plan({ ...scopeValues(scope), ...parametrized?.values, limit: query.limit, offset: query.offset }, query)
  }
}

function planOf<Item>(
  db: Db,
  listed: Listed<Item>,
  reach: Reach,
  shape: Parametrized['shape'] | undefined,
  sort: Query['sort'],
  pause: Pause,
): Plan<Item> {
  const { table, layout } = listed
  const { visible, live } = scopeSql(table)
  const condition = shape ? conditionSql(shape, layout) : sql`1`
  const inOrder = sql`${table.seq}`
  const order = sort ? [orderSql(sort, layout), inOrder] : [inOrder]
  const found = shape && lookUp(shape, layout)
  if (found) {
    const rest = found.rest ? conditionSql(found.rest, layout) : sql`1`
    const where = sql`${table.seq} in (${found.select}) and ${visible} and ${rest}`
    return direct(listed.select(where, order, true), counted(db, table, [where]))
  }
  const scopes = scopesOf(table, reach)
  const total = shape
    ? counted(
        db,
        table,
        scopes.map((scope) => sql`${scope} and ${condition}`),
      )
    : tallied(db, listed.tally)
  if (sort) {
    const where = sql`(${sql.join(
      scopes.map((scope) => sql`(${scope})`),
      sql` or `,
    )}) and ${condition}`
    const page = sql`select ${table.seq} from ${table} where ${where} order by ${sql.join(order, sql`, `)} ${limited}`
    return direct(listed.select(sql`${table.seq} in (${page})`, order, false), total)
  }
  if (shape) return scan(db, listed, reach, condition, pause)
  const [only, ...others] = scopes
  const behind = sql`${table.seq} >= ${parameter('from')}`
  const page = seqsInScope(table, reach, behind, limited)
  const select =
    only && others.length === 0
      ? listed.select(sql`${only} and ${behind}`, order, true)
      : listed.select(sql`${table.seq} in (${page}) and ${live}`, order, false)
  const { start = (_: Values, offset: number) => ({ from: 0, offset }) } = listed
  return direct((values) => select({ ...values, ...start(values, Number(values.offset)) }), total)
}

/** A page by one statement; rows are counted by another only where the page does not tell how many there are. */
function direct<Item>(select: (values: Values) => readonly Item[], count: (values: Values) => number): Plan<Item> {
  return async (values, { offset, limit }) => {
    const items = limit > 0 ? select(values) : []
    const tells = items.length < limit && (items.length > 0 || offset === 0)
    return { total: tells ? offset + items.length : count(values), items }
  }
}

function counted(db: Db, table: typeof users | typeof groups, wheres: readonly SQL[]): (values: Values) => number {
  const counts = wheres.map((where) => sql`(select count(*) from ${table} where ${where})`)
  const statement = once(() =>
    db
      .select({ total: sql<number>`${sql.join(counts, sql` + `)}` })
      .from(sql`(select 1)`)
      .prepare(),
  )
  return (values) => statement().get(values)?.total ?? 0
}

function tallied(db: Db, tally: typeof tallies.users | typeof tallies.groups): (values: Values) => number {
  const statement = once(() =>
    db
      .select({ total: sql<number>`coalesce(sum(${tally}), 0)` })
      .from(tallies)
      .where(
        sql`${tallies.organizationId} = ${parameter('organizationId')} and (${parameter('connectionId')} is null
          or ${tallies.connectionId} = ${parameter('connectionId')} or (${parameter('includeUnowned')} and ${tallies.connectionId} = ''))`,
      )
      .prepare(),
  )
  return (values) => statement().get(values)?.total ?? 0
}
