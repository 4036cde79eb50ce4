import { sql } from 'drizzle-orm'
import type { PeopleQuery } from '../../directory/person'
import { compareText } from '../../scim/text'
import { parametrize, type Shape } from '../shape'
import type { Db } from './connection'
import type { Pause, Values } from './listing'
import { peopleSql } from './people-conditions'
import { byCreation, byName, bySearch, fewFor, nameSql, type Place, type Source } from './people-sources'
import { once, parameter, recent } from './prepared'
import { inStretches } from './stretches'
import { users as table, tallies } from './tables'

interface Places {
  readonly total: number
  readonly places: readonly Place[]
  readonly isMore: boolean
}

/**
 * Finds whose turn it is in a list of people. Where the tallies know how many there are, an index is followed in the
 * list's order until the page is full; else everybody who may be meant is looked at. Both with pauses.
 */
export function peopleList(db: Db, pause: Pause) {
  const plans = recent<Plan>(200)
  const placeOf = once(() =>
    db
      .select({ seq: table.seq, ...keys })
      .from(table)
      .where(sql`${table.id} = ${parameter('id')}`)
      .prepare(),
  )
  const counts = once(() => tallied(db))
  return async (organizationId: string, query: PeopleQuery): Promise<Places> => {
    const { words = [], condition, from, limit, state, connectionId, sort } = query
    const parametrized = condition && parametrize(condition)
    const values: Values = {
      organizationId,
      connectionId: connectionId ?? null,
      role: query.role ?? null,
      ...Object.fromEntries(words.map((word, index) => [`word${index}`, word])),
      ...parametrized?.values,
    }
    const isRising = (query.order === 'ascending') === (query.direction === 'forward')
    const shape = [sort, isRising, state, query.role, connectionId === null, connectionId === undefined, words.length]
    const plan = plans(`${shape.join()} ${parametrized?.key}`, () => planOf(db, query, parametrized?.shape, isRising))
    const place = from && placeOf().get({ id: from.id })
    const key = from?.key ?? place?.[sort]
    const start = key === undefined ? undefined : { key, seq: sort === 'created' ? Number(key) : (place?.seq ?? 0) }
    const found: Found = plan.stops
      ? await walk(plan, values, start, limit, pause)
      : await look(plan, values, start, limit, pause, ordering(isRising))
    const places = found.places.slice(0, limit)
    return {
      total: found.total ?? counts()(values, state, connectionId === undefined),
      places: query.direction === 'forward' ? places : places.toReversed(),
      isMore: found.places.length > limit,
    }
  }
}

type Judge = (values: Values, seqs: readonly number[]) => readonly Place[]

interface Plan {
  readonly source: Source
  readonly judge: Judge
  /** Whether the source is in the list's order, and may be left when the page is full. */
  readonly stops: boolean
}

function planOf(db: Db, query: PeopleQuery, condition: Shape | undefined, isRising: boolean): Plan {
  const { state, role, connectionId, words = [], sort } = query
  const isCounted = state !== 'deleted' && !role && words.length === 0 && !condition
  if (isCounted && sort !== 'modified') {
    const source = sort === 'name' ? byName(db, isRising) : byCreation(db, connectionId, isRising)
    return { source, judge: judging(db, query, condition, false), stops: true }
  }
  const few = fewFor(db, query, condition)
  const isSearched = !few && words.length > 0
  const source = few ?? (isSearched ? bySearch(db, words.length) : byCreation(db, connectionId, true))
  return { source, judge: judging(db, query, condition, isSearched), stops: false }
}

/** What a list is sorted by. */
const keys = {
  name: nameSql,
  created: sql<number>`${table.seq}`,
  modified: sql<number>`coalesce(${table.deletedAt}, ${table.modified})`,
}

function judging(db: Db, query: PeopleQuery, condition: Shape | undefined, isSearched: boolean): Judge {
  const isMeant = peopleSql(query, condition, isSearched)
  const statement = db
    .select({ seq: table.seq, key: sql<string | number>`${keys[query.sort]}` })
    .from(table)
    .where(sql`${table.seq} in (select value from json_each(${parameter('seqs')})) and ${isMeant}`)
    .prepare()
  return (values, seqs) => (seqs.length > 0 ? statement.all({ ...values, seqs: JSON.stringify(seqs) }) : [])
}

type Found = Pick<Places, 'places'> & { readonly total?: number }

/** Follows the source from a place on, until one more is found than the page holds. */
async function walk({ source, judge }: Plan, values: Values, start: Place | undefined, limit: number, pause: Pause) {
  const places: Place[] = []
  await through(source(values), start, pause, (seqs) => {
    const meant = new Map(judge(values, seqs).map((place) => [place.seq, place]))
    places.push(...seqs.flatMap((seq) => meant.get(seq) ?? []))
    return places.length > limit
  })
  return { places } satisfies Found
}

/** Looks at all that the source has, counts those that are meant, and keeps the first behind a place. */
async function look(
  { source, judge }: Plan,
  values: Values,
  start: Place | undefined,
  limit: number,
  pause: Pause,
  order: (one: Place, other: Place) => number,
) {
  let total = 0
  let places: readonly Place[] = []
  await through(source(values), undefined, pause, (seqs) => {
    const meant = judge(values, seqs)
    total += meant.length
    const least = places.length > limit ? places.at(-1) : undefined
    const behind = meant.filter((place) => (!start || order(place, start) > 0) && (!least || order(place, least) < 0))
    if (behind.length > 0) places = [...places, ...behind].sort(order).slice(0, limit + 1)
    return false
  })
  return { places, total } satisfies Found
}

function through(
  next: ReturnType<Source>,
  start: Place | undefined,
  pause: Pause,
  take: (seqs: readonly number[]) => boolean,
): Promise<void> {
  return inStretches(start, pause, (after, rows) => {
    const { seqs, last } = next(after, rows)
    return take(seqs) ? undefined : last
  })
}

function ordering(isRising: boolean): (one: Place, other: Place) => number {
  const sign = isRising ? 1 : -1
  return (one, other) => sign * (compareKeys(one.key, other.key) || one.seq - other.seq)
}

function compareKeys(one: Place['key'], other: Place['key']): number {
  return typeof one === 'number' && typeof other === 'number' ? one - other : compareText(String(one), String(other))
}

/** How many there are by state and connection. */
function tallied(db: Db): (values: Values, state: PeopleQuery['state'], isOfAll: boolean) => number {
  const statement = db
    .select({
      users: sql<number>`coalesce(sum(${tallies.users}), 0)`,
      active: sql<number>`coalesce(sum(${tallies.active}), 0)`,
    })
    .from(tallies)
    .where(
      sql`${tallies.organizationId} = ${parameter('organizationId')}
        and (${parameter('isOfAll')} or ${tallies.connectionId} = coalesce(${parameter('connectionId')}, ''))`,
    )
    .prepare()
  return (values, state, isOfAll) => {
    const { users = 0, active = 0 } = statement.get({ ...values, isOfAll }) ?? {}
    return state === 'active' ? active : state === 'inactive' ? users - active : users
  }
}
