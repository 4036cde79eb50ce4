import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Group, GroupReader } from '../../directory/group'
import { present } from '../rows'
import type { Db } from './connection'
import { groupLayout } from './group-layout'
import { type Listed, listing, type Pause, type Values } from './listing'
import { limit, once, parameter } from './prepared'
import { scopeSql, scopeValues } from './scope-sql'
import { groups as table, tallies } from './tables'
import { walking } from './walking'

const id = parameter('id')
const organizationId = parameter('organizationId')
const connectionId = parameter('connectionId')
const uniqueName = parameter('uniqueName')

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

export function groups(db: Db, pause: Pause): GroupReader {
  const find = once(() =>
    db
      .select(groupColumns)
      .from(table)
      .where(and(eq(table.id, id), scopeSql(table).visible))
      .prepare(),
  )
  const listed: Listed<Group> = {
    table,
    layout: groupLayout,
    tally: tallies.groups,
    select(where, order, paged) {
      const query = db
        .select(groupColumns)
        .from(table)
        .where(where)
        .orderBy(...order)
      const statement = paged ? query.limit(limit('limit')).offset(limit('offset')).prepare() : query.prepare()
      return (values: Values) => statement.all(values).map((row) => present(row))
    },
  }
  const findByUniqueName = once(() =>
    db
      .select(groupColumns)
      .from(table)
      .where(and(eq(table.connectionId, connectionId), eq(table.uniqueName, uniqueName), isNull(table.deletedAt)))
      .prepare(),
  )
  const nameOf = once(() =>
    db
      .select({ name: sql<string | null>`${table.name}` })
      .from(table)
      .where(and(eq(table.id, id), eq(table.organizationId, organizationId)))
      .prepare(),
  )
  return {
    async find(scope, id) {
      const row = find().get({ ...scopeValues(scope), id })
      return row && present(row)
    },
    list: listing(db, listed, pause),
    walk: walking(db, listed, pause),
    async findByUniqueName(connectionId, uniqueName) {
      const row = findByUniqueName().get({ connectionId, uniqueName })
      return row && present(row)
    },
    async nameOf(organizationId, id) {
      return nameOf().get({ organizationId, id })?.name ?? undefined
    },
  }
}
