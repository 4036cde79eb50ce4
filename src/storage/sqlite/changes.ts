import { and, asc, desc, eq, lt, sql } from 'drizzle-orm'
import type { ChangeReader, ChangeWriter } from '../../directory/change'
import { placeholders } from '../placeholders'
import { present } from '../rows'
import { bare } from './bare'
import type { Db } from './connection'
import { limit, once, one, parameter } from './prepared'
import { changes as table } from './tables'

const id = parameter('id')
const organizationId = parameter('organizationId')
const resourceId = parameter('resourceId')

export function changes(db: Db): ChangeReader {
  const find = once(() => db.select().from(table).where(eq(table.id, id)).prepare())
  const listOf = once(() =>
    db
      .select()
      .from(table)
      .where(and(eq(table.organizationId, organizationId), eq(table.resourceId, resourceId)))
      .orderBy(asc(table.id))
      .prepare(),
  )
  const lastOf = once(() =>
    db
      .select()
      .from(table)
      .where(and(eq(table.resourceId, resourceId), eq(table.organizationId, organizationId), lt(table.id, id)))
      .orderBy(desc(table.id))
      .limit(one)
      .prepare(),
  )
  const latestOf = once(() =>
    db
      .select()
      .from(table)
      .where(and(eq(table.resourceId, resourceId), sql`+${table.organizationId} = ${organizationId}`))
      .orderBy(desc(table.id))
      .limit(limit('limit'))
      .prepare(),
  )
  return {
    async latestOf(organizationId, resourceId, limit) {
      return latestOf().all({ organizationId, resourceId, limit }).map(present)
    },
    async lastOf(organizationId, resourceId, before = Number.MAX_SAFE_INTEGER) {
      const row = lastOf().get({ organizationId, resourceId, id: before })
      return row && present(row)
    },
    async find(id) {
      const row = find().get({ id })
      return row && present(row)
    },
    async listOf(organizationId, resourceId) {
      return listOf().all({ organizationId, resourceId }).map(present)
    },
  }
}

export function changeWrites(db: Db): ChangeWriter {
  const insert = once(() =>
    bare(
      db,
      db
        .insert(table)
        .values(
          placeholders(
            'organizationId',
            'connectionId',
            'resourceType',
            'resourceId',
            'action',
            'actor',
            'time',
            'version',
            'membersAdded',
            'membersRemoved',
            'after',
          ),
        ),
    ),
  )
  return {
    async insert(change) {
      return insert().run(change)
    },
  }
}
