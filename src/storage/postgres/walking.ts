import { type SQL, sql } from 'drizzle-orm'
import type { Scope, Walk } from '../../directory/stored-resource'
import { keyOf, type Parametrized, parametrize } from '../shape'
import { conditionSql } from './condition-sql'
import type { Db } from './connection'
import { type Listed, wanted } from './listing'
import { lookUp } from './looking-up'
import { sortedAs, sortValue } from './order-sql'
import { parameter, recent, type Statement, statement, typed } from './prepared'
import { type Reach, reachOf, scopeValues, seqsOfPage } from './scope-sql'

/**
 * Goes through a list from one of its rows on. A row keeps its place in the order of creation for good, also when it is
 * deleted, so whatever is there throughout is met exactly once.
 */
export function walking<Item>(db: Db, listed: Listed<Item>): (scope: Scope, walk: Walk) => Promise<readonly Item[]> {
  const { table } = listed
  const steps = recent<Statement<{ readonly item: Item }>>(200)
  const seqOf = statement(() =>
    db
      .select({ seq: table.seq })
      .from(table)
      .where(sql`${table.id} = ${parameter('id')}`),
  )
  return async (scope, { condition, sort, from, direction, limit }) => {
    if (limit <= 0) return []
    const parametrized = condition && parametrize(condition)
    const place = sort && { ...sort, isAssigned: from?.key !== undefined }
    const sortKey = place && `${place.order} ${keyOf(place.by)} ${place.isAssigned}`
    const reach = reachOf(scope)
    const key = [reach, direction, from !== undefined, sortKey, parametrized?.key].join(' ')
    const step = steps(key, () =>
      stepping(db, listed, reach, parametrized?.shape, place, from !== undefined, direction),
    )
    const isForward = direction === 'forward'
    const seq = from ? ((await seqOf.get({ id: from.id }))?.seq ?? 0) : isForward ? 0 : Number.MAX_SAFE_INTEGER
    const values = { ...scopeValues(scope), ...parametrized?.values, seq, sortKey: from?.key ?? null, limit, offset: 0 }
    const items = (await step.all(values)).map(({ item }) => item)
    return isForward ? items : items.toReversed()
  }
}

/** The order of the list, and whether the row it goes on from has something to be sorted by. */
type Place = NonNullable<Walk['sort']> & { readonly isAssigned: boolean }

const limited = sql`limit ${typed('limit', 'bigint')}`

function stepping<Item>(
  db: Db,
  { table, layout, select }: Listed<Item>,
  reach: Reach,
  shape: Parametrized['shape'] | undefined,
  place: Place | undefined,
  isUnderWay: boolean,
  direction: Walk['direction'],
): Statement<{ readonly item: Item }> {
  const isForward = direction === 'forward'
  const behind = isForward
    ? sql`${table.seq} > ${typed('seq', 'bigint')}`
    : sql`${table.seq} < ${typed('seq', 'bigint')}`
  const bySeq = isForward ? sql`p.seq` : sql`p.seq desc`
  if (!place && !(shape && lookUp(shape, layout))) {
    const condition = shape ? sql`${behind} and ${conditionSql(shape, layout)}` : behind
    const page = sql`select n.seq, 0 as total from (${seqsOfPage(table, reach, condition, isForward)}) as n`
    return select(db, page, [bySeq])
  }
  const isWanted = wanted(table, layout, reach, shape)
  if (!place) {
    const found = sql`select ${table.seq} as seq, 0 as total from ${table} where ${isWanted} and ${behind}`
    return select(db, sql`select * from (${found}) as p order by ${bySeq} ${limited}`, [bySeq])
  }
  const value = sortValue(place.by, layout)
  const isRising = (place.order === 'ascending') === isForward
  const order = [isRising ? sql`p.key asc nulls last` : sql`p.key desc nulls first`, bySeq]
  const found = sql`select ${table.seq} as seq, ${value} as key, 0 as total from ${table} where ${isWanted}`
  const rest = isUnderWay ? beyond(place, direction) : sql`true`
  return select(
    db,
    sql`select * from (${found}) as p where ${rest} order by ${sql.join(order, sql`, `)} ${limited}`,
    order,
  )
}

/** What lies beyond a row in a sorted list: unassigned stands above everything that is assigned, and rows of equal rank are in the order of creation. */
function beyond({ by, order, isAssigned }: Place, direction: Walk['direction']): SQL {
  const type = sortedAs(by)
  const key = typed('sortKey', type === 'string' ? 'text' : type === 'number' ? 'float8' : 'boolean')
  const isForward = direction === 'forward'
  const behind = isForward ? sql`p.seq > ${typed('seq', 'bigint')}` : sql`p.seq < ${typed('seq', 'bigint')}`
  const isRising = (order === 'ascending') === isForward
  if (!isAssigned) return isRising ? sql`(p.key is null and ${behind})` : sql`(p.key is not null or ${behind})`
  return isRising
    ? sql`(p.key > ${key} or p.key is null or (p.key = ${key} and ${behind}))`
    : sql`(p.key < ${key} or (p.key = ${key} and ${behind}))`
}
