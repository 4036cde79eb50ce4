import { and, asc, eq, getTableColumns, isNull, sql } from 'drizzle-orm'
import type { ConnectionReader, ConnectionWriter } from '../../directory/connection'
import { complete } from '../connection-rows'
import { placeholders } from '../placeholders'
import type { Db } from './connection'
import { held, parameter, statement, typed } from './prepared'
import { connections as table, tallies } from './tables'

const id = parameter('id')
const organizationId = parameter('organizationId')

const sums = {
  users: sql`coalesce(sum(${tallies.users}), 0)`.mapWith(Number),
  active: sql`coalesce(sum(${tallies.active}), 0)`.mapWith(Number),
  groups: sql`coalesce(sum(${tallies.groups}), 0)`.mapWith(Number),
}

export function connections(db: Db): ConnectionReader {
  const find = statement(() => held(db, db.select(connectionColumns).from(table).where(eq(table.id, id))))
  const listOf = statement(() =>
    db
      .select(connectionColumns)
      .from(table)
      .where(and(eq(table.organizationId, organizationId), isNull(table.deletedAt)))
      .orderBy(asc(table.created), asc(table.id)),
  )
  const tallyOf = statement(() =>
    db
      .select(sums)
      .from(tallies)
      .where(and(eq(tallies.organizationId, organizationId), eq(tallies.connectionId, parameter('connectionId')))),
  )
  const unreleased = statement(() =>
    db
      .select(connectionColumns)
      .from(table)
      .where(
        sql`${table.deletedAt} is not null and (select sum(t.users + t.groups) from tallies t
          where t.organization_id = ${table.organizationId} and t.connection_id = ${table.id}) > 0`,
      )
      .orderBy(asc(table.deletedAt)),
  )
  return {
    async find(id) {
      const row = await find.get({ id })
      return row && complete(row)
    },
    listOf: async (organizationId) => (await listOf.all({ organizationId })).map(complete),
    tallyOf: async (organizationId, connectionId) =>
      (await tallyOf.get({ organizationId, connectionId })) ?? { users: 0, active: 0, groups: 0 },
    unreleased: async () => (await unreleased.all()).map(complete),
  }
}

export function connectionWrites(db: Db): ConnectionWriter {
  const insert = statement(() =>
    db.insert(table).values(placeholders('id', 'organizationId', 'name', 'kind', 'settings', 'created', 'state')),
  )
  const update = statement(() =>
    db
      .update(table)
      .set({
        name: sql`${parameter('name')}`,
        settings: sql`${sql.param(sql.placeholder('settings'), table.settings)}`,
        state: sql`${sql.param(sql.placeholder('state'), table.state)}`,
        deletedAt: sql`${typed('deletedAt', 'bigint')}`,
      })
      .where(and(eq(table.id, id), eq(table.organizationId, organizationId))),
  )
  return {
    insert: (connection) => insert.run({ state: null, ...connection }),
    update: (connection) => update.run({ state: null, deletedAt: null, ...connection }),
  }
}

/** The columns of a Connection. */
export const connectionColumns = {
  ...getTableColumns(table),
  definitions: sql<
    string | null
  >`(select d.digest from definitions d where d.organization_id = connections.organization_id)`,
}
