import { sql } from 'drizzle-orm'
import type { RosterQuery } from '../../directory/roster'
import { compareText, plain } from '../../scim/text'
import type { Db } from './connection'
import type { Pause } from './listing'
import { limit, once, parameter } from './prepared'
import { inStretches } from './stretches'
import { groups as table, tallies } from './tables'

interface Place {
  readonly seq: number
  /** The name as the index has it. */
  readonly key: string
}

interface Row extends Place {
  readonly connectionId: string | null
  readonly role: string | null
}

interface Found {
  readonly seqs: readonly number[]
  readonly total: number
  readonly isMore: boolean
}

const organizationId = parameter('organizationId')
const columns = { seq: table.seq, key: table.displayName, connectionId: table.connectionId, role: table.role }
const living = sql`${table.organizationId} = ${organizationId} and ${table.deletedAt} is null`

/**
 * Finds whose turn it is in a list of groups, by the index of names. It is left when the page is full where the tallies
 * know how many there are; else all are looked at, with pauses.
 */
export function rosterList(db: Db, pause: Pause): (organizationId: string, query: RosterQuery) => Promise<Found> {
  const rising = once(() => byName(db, true))
  const falling = once(() => byName(db, false))
  const givers = once(() =>
    db.select(columns).from(table).where(sql`${living} and ${table.role} is not null`).prepare(),
  )
  const placeOf = once(() =>
    db
      .select({ seq: table.seq, key: table.displayName })
      .from(table)
      .where(sql`${table.id} = ${parameter('id')} and +${table.organizationId} = ${organizationId}`)
      .prepare(),
  )
  const count = once(() => counting(db))

  return async (organizationId, query) => {
    const { connectionId, role, from, direction, limit } = query
    const isForward = direction === 'forward'
    const start = from === undefined ? undefined : placeOf().get({ id: from, organizationId })
    const { words = [] } = query
    const isCounted = words.length === 0 && role === undefined
    const page: number[] = []
    let total = 0
    function take(rows: readonly Row[]): void {
      for (const row of rows) {
        if (!isMeant(row, query)) continue
        total++
        if (page.length <= limit && (!start || inOrder(row, start) > 0 === isForward) && row.seq !== start?.seq)
          page.push(row.seq)
      }
    }
    if (role) {
      const rows = givers().all({ organizationId }).sort(inOrder)
      take(isForward ? rows : rows.toReversed())
    } else {
      const next = isForward ? rising() : falling()
      await inStretches<Place>(isCounted ? start : undefined, pause, (after, stretch) => {
        const rows = next(organizationId, after, stretch)
        take(rows)
        return rows.length < stretch || (isCounted && page.length > limit) ? undefined : rows.at(-1)
      })
    }
    const seqs = page.slice(0, limit)
    return {
      seqs: isForward ? seqs : seqs.toReversed(),
      total: isCounted ? count()(organizationId, connectionId) : total,
      isMore: page.length > limit,
    }
  }
}

function isMeant({ connectionId, role, key }: Row, query: RosterQuery): boolean {
  if (query.connectionId !== undefined && connectionId !== query.connectionId) return false
  if (query.role !== undefined && query.role !== 'any' && role !== query.role) return false
  if (!query.words || query.words.length === 0) return true
  const name = plain(key)
  return query.words.every((word) => name.includes(word))
}

function inOrder(one: Place, other: Place): number {
  return compareText(one.key, other.key) || one.seq - other.seq
}

function byName(db: Db, isRising: boolean) {
  const order = isRising ? sql`asc` : sql`desc`
  const beyond = isRising ? sql`>` : sql`<`
  const [key, seq] = [parameter('key'), parameter('seq')]
  const from = (rest = sql`1`) =>
    db
      .select(columns)
      .from(table)
      .where(sql`${living} and ${rest}`)
      .orderBy(sql`${table.displayName} ${order}`, sql`${table.seq} ${order}`)
      .limit(limit('rows'))
      .prepare()
  const first = from()
  const { displayName } = table
  const behind = from(
    sql`${displayName} ${beyond}= ${key} and (${displayName} ${beyond} ${key} or ${table.seq} ${beyond} ${seq})`,
  )
  return (organizationId: string, after: Place | undefined, rows: number): readonly Row[] =>
    after ? behind.all({ organizationId, ...after, rows }) : first.all({ organizationId, rows })
}

/** How many there are of a connection, of none (null), or in all. */
function counting(db: Db) {
  const statement = db
    .select({ groups: sql<number>`coalesce(sum(${tallies.groups}), 0)` })
    .from(tallies)
    .where(
      sql`${tallies.organizationId} = ${organizationId}
        and (${parameter('isOfAll')} or ${tallies.connectionId} = ${parameter('connectionId')})`,
    )
    .prepare()
  return (organizationId: string, connectionId: string | null | undefined): number =>
    statement.get({ organizationId, isOfAll: connectionId === undefined, connectionId: connectionId ?? '' })?.groups ??
    0
}
