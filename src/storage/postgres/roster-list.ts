import { sql } from 'drizzle-orm'
import type { RosterQuery } from '../../directory/roster'
import { plain } from '../../scim/text'
import type { Db } from './connection'
import { among, parameter, recent, statement, typed } from './prepared'
import { groups as table } from './tables'

interface Found {
  readonly seqs: readonly number[]
  readonly total: number
  readonly isMore: boolean
}

const organizationId = typed('organizationId', 'text')
const connectionId = typed('connectionId', 'text')
const byName = sql<string>`short(${table.displayName})`

/**
 * Finds whose turn it is in a list of groups, by the index of names. Where a search is for words the names are looked at
 * here, as the database does not know how we leave accents out.
 */
export function rosterList(db: Db): (organizationId: string, query: RosterQuery) => Promise<Found> {
  const lists = recent<ReturnType<typeof listed>>(32)
  const placeOf = statement(() =>
    db
      .select({ seq: table.seq, key: byName })
      .from(table)
      .where(sql`${table.id} = ${parameter('id')} and ${table.organizationId} = ${organizationId}`),
  )
  return async (organizationId, query) => {
    const { connectionId, role, words = [], from, direction, limit } = query
    const isForward = direction === 'forward'
    const start = from === undefined ? undefined : await placeOf.get({ id: from, organizationId })
    const shape = [connectionId === undefined, role !== undefined, role === 'any', isForward, start !== undefined]
    const { page, count } = lists(shape.join(), () => listed(db, query, isForward, start !== undefined))
    const values = { organizationId, connectionId: connectionId ?? null, role: role ?? null, ...start }
    const isSearch = words.length > 0
    const rows = await page.all({ ...values, limit: isSearch ? null : limit + 1 })
    const meant = isSearch ? rows.filter(({ key }) => hasAll(key, words)) : rows
    const seqs = meant.slice(0, limit).map(({ seq }) => seq)
    const all = isSearch ? (await count.all(values)).filter(({ key }) => hasAll(key, words)).length : undefined
    return {
      seqs: isForward ? seqs : seqs.toReversed(),
      total: all ?? (await countOf(db, values, role !== undefined, connectionId === undefined)),
      isMore: meant.length > limit,
    }
  }
}

function hasAll(key: string, words: readonly string[]): boolean {
  const name = plain(key)
  return words.every((word) => name.includes(word))
}

function listed(db: Db, { connectionId: owner, role }: RosterQuery, isForward: boolean, isUnderWay: boolean) {
  const isMeant = sql.join(
    [
      sql`${among(table.organizationId, organizationId)} and ${table.deletedAt} is null`,
      ...(owner === undefined ? [] : [sql`${table.connectionId} is not distinct from ${connectionId}`]),
      ...(role === undefined ? [] : [sql`${table.role} is not null`]),
      ...(role === undefined || role === 'any' ? [] : [sql`${table.role} = ${typed('role', 'text')}`]),
    ],
    sql` and `,
  )
  const place = sql`(${byName}, ${table.seq})`
  const start = sql`(${typed('key', 'text')}, ${typed('seq', 'bigint')})`
  const rest = isUnderWay ? sql`${place} ${isForward ? sql`>` : sql`<`} ${start}` : sql`true`
  const direction = isForward ? sql`asc` : sql`desc`
  const columns = { seq: table.seq, key: table.displayName }
  return {
    page: statement(() =>
      db
        .select(columns)
        .from(table)
        .where(sql`${isMeant} and ${rest}`)
        .orderBy(sql`${byName} ${direction}`, sql`${table.seq} ${direction}`)
        .limit(sql.placeholder('limit')),
    ),
    count: statement(() => db.select(columns).from(table).where(isMeant)),
  }
}

type Values = Readonly<Record<string, unknown>>

/** How many there are of a connection, of none (null), or in all; those that give a role are few, and counted. */
async function countOf(db: Db, values: Values, isByRole: boolean, isOfAll: boolean): Promise<number> {
  const { organizationId, connectionId, role } = values
  const [row] = isByRole
    ? await db.rows(
        `select count(*) from groups where organization_id = $1 and deleted_at is null and role is not null
          and ($2::text = 'any' or role = $2::text) and ($3::boolean or connection_id is not distinct from $4::text)`,
        [organizationId, role, isOfAll, connectionId],
      )
    : await db.rows(
        `select coalesce(sum(groups), 0) from tallies
          where organization_id = $1 and ($2::boolean or connection_id = coalesce($3::text, ''))`,
        [organizationId, isOfAll, connectionId],
      )
  return Number(row?.[0] ?? 0)
}
