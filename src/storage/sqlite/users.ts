import { and, count, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { GroupReference, User, UserReader, UserWithGroups } from '../../directory/user'
import { bare } from './bare'
import { pageStarts } from './blocks'
import type { Db } from './connection'
import { descend, root } from './json-path'
import { type Listed, listing, type Pause, type Values } from './listing'
import { limit, once, one, parameter } from './prepared'
import { scopeSql } from './scope-sql'
import { users as table, tallies } from './tables'
import { groupsOfUserJson, userLayout } from './user-layout'
import { walking } from './walking'

const id = parameter('id')
const organizationId = parameter('organizationId')
const userName = parameter('userName')
const email = parameter('email')
const externalId = parameter('externalId')

/** The columns of a User. */
export const userColumns = {
  id: table.id,
  organizationId: table.organizationId,
  connectionId: table.connectionId,
  source: table.source,
  role: table.role,
  active: table.active,
  document: table.document,
  version: table.version,
  created: table.created,
  modified: table.modified,
}

const withGroups = { ...userColumns, groups: groupsOfUserJson }

export function users(db: Db, pause: Pause): UserReader {
  const find = once(() =>
    bare(
      db,
      db
        .select(withGroups)
        .from(table)
        .where(and(eq(table.id, id), scopeSql(table).visible)),
    ),
  )
  const listed: Listed<UserWithGroups> = {
    table,
    layout: userLayout,
    tally: tallies.users,
    start: pageStarts(db),
    select(where, order, paged) {
      const query = db
        .select(withGroups)
        .from(table)
        .where(where)
        .orderBy(...order)
      const statement = bare(db, paged ? query.limit(limit('limit')).offset(limit('offset')) : query)
      return (values: Values) => statement.rows(values).map(withGroupsOf)
    },
  }
  const live = and(eq(table.organizationId, organizationId), isNull(table.deletedAt))
  const findByUserName = once(() =>
    bare(
      db,
      db
        .select(userColumns)
        .from(table)
        .where(and(live, eq(table.userName, userName))),
    ),
  )
  const unowned = (isMeant: SQL) =>
    bare(
      db,
      db
        .select(userColumns)
        .from(table)
        .where(and(live, isNull(table.connectionId), isMeant))
        .orderBy(table.seq)
        .limit(one),
    )
  const findUnownedByEmail = once(() => unowned(eq(table.primaryEmail, email)))
  const findUnownedByExternalId = once(() => unowned(eq(table.externalId, externalId)))
  const countActiveOwners = once(() =>
    db
      .select({ total: count() })
      .from(table)
      // Written out, as an index holds just these.
      .where(and(live, sql`${table.role} = 'owner' and ${table.active} = 1`))
      .prepare(),
  )
  const findByUnique = once(() =>
    db
      .select({ id: table.id })
      .from(table)
      .where(
        eq(
          table.seq,
          sql`(select u.user_seq from user_unique_values u where u.organization_id = ${organizationId}
            and u.attribute = ${parameter('attribute')} and u.value = ${parameter('value')})`,
        ),
      )
      .prepare(),
  )
  const anyHas = once(() =>
    db
      .select({ id: table.id })
      .from(table)
      .where(
        and(
          eq(table.organizationId, organizationId),
          sql`json_type(${table.document}, ${parameter('path')}) is not null`,
        ),
      )
      .limit(one)
      .prepare(),
  )
  const nameOf = once(() =>
    db
      .select({ name: sql<string | null>`${table.document} ->> '$.userName'` })
      .from(table)
      .where(and(eq(table.id, id), eq(table.organizationId, organizationId)))
      .prepare(),
  )
  return {
    async find(scope, id) {
      const { organizationId, connectionId, includeUnowned } = scope
      const [row] = find().rows({ organizationId, connectionId, includeUnowned, id })
      return row && withGroupsOf(row)
    },
    list: listing(db, listed, pause),
    walk: walking(db, listed, pause),
    async findByUserName(organizationId, userName) {
      const [row] = findByUserName().rows({ organizationId, userName })
      return row && userOf(row)
    },
    async findUnownedByEmail(organizationId, email) {
      const [row] = findUnownedByEmail().rows({ organizationId, email })
      return row && userOf(row)
    },
    async findUnownedByExternalId(organizationId, externalId) {
      const [row] = findUnownedByExternalId().rows({ organizationId, externalId })
      return row && userOf(row)
    },
    async countActiveOwners(organizationId) {
      return countActiveOwners().get({ organizationId })?.total ?? 0
    },
    findByUnique: async (organizationId, unique) => findByUnique().get({ organizationId, ...unique })?.id,
    async anyHas(organizationId, path) {
      return anyHas().get({ organizationId, path: descend(root, path).text }) !== undefined
    },
    async nameOf(organizationId, id) {
      return nameOf().get({ organizationId, id })?.name ?? undefined
    },
  }
}

const nowhere: readonly GroupReference[] = []

type UserValues = readonly [
  id: string,
  organizationId: string,
  connectionId: string | null,
  source: User['source'],
  role: User['role'],
  active: number,
  document: string,
  version: number,
  created: number,
  modified: number,
]

/** A row of `userColumns`. */
function userOf(row: readonly unknown[]): User {
  // It has the columns in their order.
  const [id, organizationId, connectionId, source, role, active, document, version, created, modified] =
    row as UserValues
  const user = { id, organizationId, source, role, active: active === 1, document, version, created, modified }
  return connectionId === null ? user : Object.assign(user, { connectionId })
}

/** A row of `withGroups`. */
function withGroupsOf(row: readonly unknown[]): UserWithGroups {
  // As above; the groups stand behind them.
  const listed = String(row[10])
  return Object.assign(userOf(row), { groups: listed === '[]' ? nowhere : JSON.parse(listed) })
}
