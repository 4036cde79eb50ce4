import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { UserReader, UserWithGroups } from '../../directory/user'
import { present } from '../rows'
import { pageStarts } from './blocks'
import type { Db } from './connection'
import { isInPage, type Listed, listing } from './listing'
import { alike, held, parameter, statement, typed } from './prepared'
import { scopeValues, visible } from './scope-sql'
import { users as table, tallies } from './tables'
import { groupsOfUserJson, userLayout } from './user-layout'
import { walking } from './walking'

const id = parameter('id')
const organizationId = parameter('organizationId')

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

const listed: Listed<UserWithGroups> = {
  table,
  layout: userLayout,
  tally: tallies.users,
  start: pageStarts,
  select(db, page, order) {
    const rows = statement(() =>
      db
        .select({ ...withGroups, total: sql`p.total`.mapWith(Number) })
        .from(sql`(${page}) as p`)
        .innerJoin(table, isInPage(table))
        .orderBy(...order),
    )
    return rows.map(({ total, ...row }) => ({ total, item: present(row) }))
  },
}

export function users(db: Db): UserReader {
  const find = statement(() =>
    held(
      db,
      db
        .select(withGroups)
        .from(table)
        .where(and(eq(table.id, id), visible(table))),
    ),
  )
  const live = and(eq(table.organizationId, organizationId), isNull(table.deletedAt))
  const findByUserName = statement(() =>
    held(
      db,
      db
        .select(userColumns)
        .from(table)
        .where(and(live, alike(table.userName, parameter('userName')))),
    ),
  )
  const unowned = (isMeant: SQL) =>
    statement(() =>
      held(
        db,
        db
          .select(userColumns)
          .from(table)
          .where(and(live, isNull(table.connectionId), isMeant))
          .orderBy(table.seq)
          .limit(1),
      ),
    )
  const findUnownedByEmail = unowned(alike(table.primaryEmail, parameter('email')))
  const findUnownedByExternalId = unowned(alike(table.externalId, parameter('externalId')))
  const countActiveOwners = statement(() =>
    db
      .select({ total: sql`count(*)`.mapWith(Number) })
      .from(table)
      // Written out, as an index holds just these.
      .where(and(live, sql`${table.role} = 'owner' and ${table.active}`)),
  )
  const findByUnique = statement(() =>
    db
      .select({ id: table.id })
      .from(table)
      .where(
        sql`${table.seq} = (select u.user_seq from user_unique_values u where u.organization_id = ${organizationId}
            and u.attribute = ${parameter('attribute')} and u.key = short(${parameter('value')}) and u.value = ${parameter('value')})`,
      ),
  )
  const anyHas = statement(() =>
    db
      .select({ id: table.id })
      .from(table)
      .where(
        and(
          eq(table.organizationId, organizationId),
          sql`${table.document}::jsonb #> ${typed('path', 'text[]')} is not null`,
        ),
      )
      .limit(1),
  )
  const nameOf = statement(() =>
    db
      .select({ name: sql<string | null>`${table.document}::jsonb ->> 'userName'` })
      .from(table)
      .where(and(eq(table.id, id), eq(table.organizationId, organizationId))),
  )
  return {
    async find(scope, id) {
      const row = await find.get({ ...scopeValues(scope), id })
      return row && present(row)
    },
    list: listing(db, listed),
    walk: walking(db, listed),
    async findByUserName(organizationId, userName) {
      const row = await findByUserName.get({ organizationId, userName })
      return row && present(row)
    },
    async findUnownedByEmail(organizationId, email) {
      const row = await findUnownedByEmail.get({ organizationId, email })
      return row && present(row)
    },
    async findUnownedByExternalId(organizationId, externalId) {
      const row = await findUnownedByExternalId.get({ organizationId, externalId })
      return row && present(row)
    },
    countActiveOwners: async (organizationId) => (await countActiveOwners.get({ organizationId }))?.total ?? 0,
    findByUnique: async (organizationId, unique) => (await findByUnique.get({ organizationId, ...unique }))?.id,
    anyHas: async (organizationId, path) => (await anyHas.get({ organizationId, path: [...path] })) !== undefined,
    nameOf: async (organizationId, id) => (await nameOf.get({ organizationId, id }))?.name ?? undefined,
  }
}
