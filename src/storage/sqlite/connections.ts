import { and, asc, eq, getTableColumns, isNull, sql } from 'drizzle-orm'
import type { Connection, ConnectionReader, ConnectionWriter } from '../../directory/connection'
import { complete } from '../connection-rows'
import { placeholders } from '../placeholders'
import { bare } from './bare'
import type { Db } from './connection'
import { once, parameter } from './prepared'
import { type Revision, untilCommit } from './revision'
import { connections as table, tallies } from './tables'

const id = parameter('id')
const organizationId = parameter('organizationId')
const name = parameter('name')

export function connections(db: Db, revision?: Revision): ConnectionReader {
  const find = once(() => bare(db, db.select(connectionColumns).from(table).where(eq(table.id, id))))
  const listOf = once(() =>
    db
      .select(connectionColumns)
      .from(table)
      .where(and(eq(table.organizationId, organizationId), isNull(table.deletedAt)))
      .orderBy(asc(table.created), asc(table.id))
      .prepare(),
  )
  const tallyOf = once(() =>
    db
      .select({ users: tallies.users, active: tallies.active, groups: tallies.groups })
      .from(tallies)
      .where(
        and(eq(tallies.organizationId, organizationId), eq(tallies.connectionId, sql`${parameter('connectionId')}`)),
      )
      .prepare(),
  )
  const unreleased = once(() =>
    db
      .select(connectionColumns)
      .from(table)
      .where(
        sql`${table.deletedAt} is not null and exists (select 1 from ${tallies}
          where ${tallies.organizationId} = ${table.organizationId} and ${tallies.connectionId} = ${table.id}
            and (${tallies.users} > 0 or ${tallies.groups} > 0))`,
      )
      .orderBy(asc(table.deletedAt))
      .prepare(),
  )
  const found = (id: string) => {
    const [row] = find().rows({ id })
    return row && connectionOf(row)
  }
  const known = revision ? untilCommit(revision, found) : found
  return {
    find: async (id) => known(id),
    async listOf(organizationId) {
      return listOf().all({ organizationId }).map(complete)
    },
    async tallyOf(organizationId, connectionId) {
      return tallyOf().get({ organizationId, connectionId }) ?? { users: 0, active: 0, groups: 0 }
    },
    unreleased: async () => unreleased().all().map(complete),
  }
}

export function connectionWrites(db: Db): ConnectionWriter {
  const insert = once(() =>
    db
      .insert(table)
      .values(placeholders('id', 'organizationId', 'name', 'kind', 'settings', 'created', 'state'))
      .prepare(),
  )
  const update = once(() =>
    db
      .update(table)
      .set({
        name: sql`${name}`,
        settings: sql`${sql.param(sql.placeholder('settings'), table.settings)}`,
        state: sql`${sql.param(sql.placeholder('state'), table.state)}`,
        deletedAt: sql`${parameter('deletedAt')}`,
      })
      .where(and(eq(table.id, id), eq(table.organizationId, organizationId)))
      .prepare(),
  )
  return {
    async insert(connection) {
      insert().run({ state: null, ...connection })
    },
    async update(connection) {
      update().run({ state: null, deletedAt: null, ...connection })
    },
  }
}

/** The columns of a Connection. */
export const connectionColumns = {
  ...getTableColumns(table),
  definitions: sql<
    string | null
  >`(select d.digest from definitions d where d.organization_id = connections.organization_id)`,
}

type ConnectionValues = readonly [
  id: string,
  organizationId: string,
  name: string,
  kind: Connection['kind'],
  settings: string,
  created: number,
  state: string | null,
  deletedAt: number | null,
  definitions: string | null,
]

function connectionOf(row: readonly unknown[]): Connection {
  // It has the columns in their order.
  const [id, organizationId, name, kind, settings, created, state, deletedAt, definitions] = row as ConnectionValues
  const known = { id, organizationId, name, kind, settings: JSON.parse(settings), created, deletedAt, definitions }
  return complete({ ...known, state: state === null ? null : JSON.parse(state) })
}
