import { and, asc, desc, eq, lt } from 'drizzle-orm'
import type { ChangeReader, ChangeWriter } from '../../directory/change'
import { placeholders } from '../placeholders'
import { present } from '../rows'
import type { Db } from './connection'
import { limit, parameter, statement } from './prepared'
import { changes as table } from './tables'

const id = parameter('id')
const ofResource = and(
  eq(table.organizationId, parameter('organizationId')),
  eq(table.resourceId, parameter('resourceId')),
)

export function changes(db: Db): ChangeReader {
  const find = statement(() => db.select().from(table).where(eq(table.id, id)))
  const listOf = statement(() => db.select().from(table).where(ofResource).orderBy(asc(table.id)))
  const lastOf = statement(() =>
    db
      .select()
      .from(table)
      .where(and(ofResource, lt(table.id, id)))
      .orderBy(desc(table.id))
      .limit(1),
  )
  const latestOf = statement(() =>
    db.select().from(table).where(ofResource).orderBy(desc(table.id)).limit(limit('limit')),
  )
  return {
    async find(id) {
      const row = await find.get({ id })
      return row && present(row)
    },
    async lastOf(organizationId, resourceId, before = Number.MAX_SAFE_INTEGER) {
      const row = await lastOf.get({ organizationId, resourceId, id: before })
      return row && present(row)
    },
    listOf: async (organizationId, resourceId) => (await listOf.all({ organizationId, resourceId })).map(present),
    latestOf: async (organizationId, resourceId, limit) =>
      (await latestOf.all({ organizationId, resourceId, limit })).map(present),
  }
}

export function changeWrites(db: Db): ChangeWriter {
  const required = ['organizationId', 'resourceType', 'resourceId', 'action', 'actor', 'time', 'version'] as const
  const absent = { connectionId: null, membersAdded: null, membersRemoved: null, after: null }
  const insert = statement(() =>
    db
      .insert(table)
      .values(placeholders(...required, 'connectionId', 'membersAdded', 'membersRemoved', 'after'))
      .returning({ id: table.id }),
  )
  return {
    async insert(change) {
      const row = await insert.get({ ...absent, ...change })
      if (!row) throw new Error('a change was not inserted')
      return row.id
    },
  }
}
