import { type SQL, sql } from 'drizzle-orm'
import type { Scope, Walk } from '../../directory/stored-resource'
import { keyOf, type Parametrized, parametrize } from '../shape'
import { candidates } from './candidates'
import { conditionSql } from './condition-sql'
import type { Db } from './connection'
import type { Listed, Pause, Values } from './listing'
import { sortValue } from './order-sql'
import { once, parameter, recent } from './prepared'
import { type Reach, reachOf, scopeSql, scopeValues, seqsInScope } from './scope-sql'
import { stretchEnds, stretches } from './stretches'

type Stepper<Item> = (values: Values, limit: number) => Promise<readonly Item[]>

/**
 * Goes through a list from one of its rows on. A row keeps its place in the order of creation for good, also when it is
 * deleted, so whatever is there throughout is met exactly once.
 */
export function walking<Item>(
  db: Db,
  listed: Listed<Item>,
  pause: Pause,
): (scope: Scope, walk: Walk) => Promise<readonly Item[]> {
  const { table } = listed
  const steppers = recent<Stepper<Item>>(200)
  const seqOf = once(() =>
    db
      .select({ seq: table.seq })
      .from(table)
      .where(sql`${table.id} = ${parameter('id')}`)
      .prepare(),
  )
  return async (scope, { condition, sort, from, direction, limit }) => {
    const parametrized = condition && parametrize(condition)
    const place = sort && { ...sort, isAssigned: from?.key !== undefined }
    const sortKey = place && `${place.order} ${keyOf(place.by)} ${place.isAssigned}`
    const reach = reachOf(scope)
    const key = [reach, direction, from !== undefined, sortKey, parametrized?.key].join(' ')
    const step = steppers(key, () =>
      stepper(db, listed, pause, reach, parametrized?.shape, place, from !== undefined, direction),
    )
    const seq = from ? (seqOf().get({ id: from.id })?.seq ?? 0) : direction === 'forward' ? 0 : Number.MAX_SAFE_INTEGER
    const items = await step(
      { ...scopeValues(scope), ...parametrized?.values, seq, sortKey: from?.key ?? null, limit },
      limit,
    )
    return direction === 'forward' ? items : items.toReversed()
  }
}

/** The order of the list, and whether the row it goes on from has something to be sorted by. */
type Place = NonNullable<Walk['sort']> & { readonly isAssigned: boolean }

function stepper<Item>(
  db: Db,
  listed: Listed<Item>,
  pause: Pause,
  reach: Reach,
  shape: Parametrized['shape'] | undefined,
  place: Place | undefined,
  isUnderWay: boolean,
  direction: Walk['direction'],
): Stepper<Item> {
  const { table, layout, select } = listed
  const { visible } = scopeSql(table)
  const sought = shape && conditionSql(shape, layout)
  const condition = sought ?? sql`1`
  const behind =
    direction === 'forward' ? sql`${table.seq} > ${parameter('seq')}` : sql`${table.seq} < ${parameter('seq')}`
  const bySeq = direction === 'forward' ? sql`${table.seq}` : sql`${table.seq} desc`
  const found = shape && candidates(shape, layout)
  if (!place && !found) return inStretches(db, listed, pause, reach, sought, direction)
  const isCandidate = found
    ? sql`${table.seq} in (${found})`
    : sql`${table.seq} in (${seqsInScope(table, reach, sql`1`, sql``)})`
  if (!place) return paged(select, sql`${isCandidate} and ${visible} and ${condition} and ${behind}`, [bySeq])
  const value = sortValue(place.by, layout)
  const rest = isUnderWay ? beyond(value, place, direction, behind) : sql`1`
  const isRising = (place.order === 'ascending') === (direction === 'forward')
  const byValue = isRising ? sql`${value} asc nulls last` : sql`${value} desc nulls first`
  return paged(select, sql`${isCandidate} and ${visible} and ${condition} and ${rest}`, [byValue, bySeq])
}

/** What lies beyond a row in a sorted list: unassigned stands above everything that is assigned, and rows of equal rank are in the order of creation. */
function beyond(value: SQL, { order, isAssigned }: Place, direction: Walk['direction'], behind: SQL): SQL {
  const key = sql`${parameter('sortKey')}`
  const isRising = (order === 'ascending') === (direction === 'forward')
  if (!isAssigned) return isRising ? sql`(${value} is null and ${behind})` : sql`(${value} is not null or ${behind})`
  return isRising
    ? sql`(${value} > ${key} or ${value} is null or (${value} = ${key} and ${behind}))`
    : sql`(${value} < ${key} or (${value} = ${key} and ${behind}))`
}

function paged<Item>(select: Listed<Item>['select'], where: SQL, order: readonly SQL[]): Stepper<Item> {
  const items = select(where, order, true)
  return async (values, limit) => (limit > 0 ? items({ ...values, offset: 0 }) : [])
}

/** Looks at the rows of the scope in the order of creation until there are enough; where not all will do, a stretch at a time. */
function inStretches<Item>(
  db: Db,
  { table, select }: Listed<Item>,
  pause: Pause,
  reach: Reach,
  condition: SQL | undefined,
  direction: Walk['direction'],
): Stepper<Item> {
  const isForward = direction === 'forward'
  const seq = sql`${parameter('seq')}`
  const end = sql`${parameter('end')}`
  const behind = isForward ? sql`${table.seq} > ${seq}` : sql`${table.seq} < ${seq}`
  const within = isForward ? sql`${table.seq} <= ${end}` : sql`${table.seq} >= ${end}`
  const backward = isForward ? sql`` : sql`desc`
  const seqs = (of: SQL) => db.select({ seq: sql<number>`seq` }).from(sql`(${of})`).prepare()
  const endOf = condition && stretchEnds(db, table, reach, behind, isForward)
  const matching = seqs(
    seqsInScope(
      table,
      reach,
      sql`${behind} and ${within} and ${condition ?? sql`1`}`,
      sql`${backward} limit ${parameter('limit')}`,
    ),
  )
  const isWanted = sql`${table.seq} in (select value from json_each(${parameter('wanted')}))`
  const load = select(sql`${isWanted} and ${scopeSql(table).visible}`, [sql`${table.seq} ${backward}`], false)
  return async (values, limit) => {
    const wanted: number[] = []
    let from = values.seq
    const stretch = stretches()
    for (;;) {
      const began = performance.now()
      const until = endOf?.({ ...values, seq: from }, stretch)
      const limits = { end: until ?? (isForward ? Number.MAX_SAFE_INTEGER : 0), limit: limit - wanted.length }
      wanted.push(...matching.all({ ...values, ...limits, seq: from }).map((row) => row.seq))
      if (until === undefined || wanted.length >= limit) break
      from = until
      stretch.took(performance.now() - began)
      await pause()
    }
    return wanted.length > 0 ? load({ ...values, wanted: JSON.stringify(wanted) }) : []
  }
}
