import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Group, GroupReader } from '../../directory/group'
import { present } from '../rows'
import type { Db } from './connection'
import { groupLayout } from './group-layout'
import { isInPage, type Listed, listing } from './listing'
import { alike, held, parameter, statement } from './prepared'
import { scopeValues, visible } from './scope-sql'
import { groups as table, tallies } from './tables'
import { walking } from './walking'

const id = parameter('id')

/** The columns of a Group. */
export const groupColumns = {
  id: table.id,
  organizationId: table.organizationId,
  connectionId: table.connectionId,
  document: table.document,
  version: table.version,
  created: table.created,
  modified: table.modified,
  memberCount: table.memberCount,
  role: table.role,
}

const listed: Listed<Group> = {
  table,
  layout: groupLayout,
  tally: tallies.groups,
  select(db, page, order) {
    const rows = statement(() =>
      db
        .select({ ...groupColumns, total: sql`p.total`.mapWith(Number) })
        .from(sql`(${page}) as p`)
        .innerJoin(table, isInPage(table))
        .orderBy(...order),
    )
    return rows.map(({ total, ...row }) => ({ total, item: present(row) }))
  },
}

export function groups(db: Db): GroupReader {
  const find = statement(() =>
    held(
      db,
      db
        .select(groupColumns)
        .from(table)
        .where(and(eq(table.id, id), visible(table))),
    ),
  )
  const findByUniqueName = statement(() =>
    held(
      db,
      db
        .select(groupColumns)
        .from(table)
        .where(
          and(
            eq(table.connectionId, parameter('connectionId')),
            alike(table.uniqueName, parameter('uniqueName')),
            isNull(table.deletedAt),
          ),
        ),
    ),
  )
  const nameOf = statement(() =>
    db
      .select({ name: sql<string | null>`${table.name}` })
      .from(table)
      .where(and(eq(table.id, id), eq(table.organizationId, parameter('organizationId')))),
  )
  return {
    async find(scope, id) {
      const row = await find.get({ ...scopeValues(scope), id })
      return row && present(row)
    },
    list: listing(db, listed),
    walk: walking(db, listed),
    async findByUniqueName(connectionId, uniqueName) {
      const row = await findByUniqueName.get({ connectionId, uniqueName })
      return row && present(row)
    },
    nameOf: async (organizationId, id) => (await nameOf.get({ organizationId, id }))?.name ?? undefined,
  }
}
