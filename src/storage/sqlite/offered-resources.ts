import { and, asc, count, eq } from 'drizzle-orm'
import type { OfferedResourceReader, OfferedResourceWriter } from '../../directory/organization'
import { assignments, placeholders } from '../placeholders'
import type { Db } from './connection'
import { limit, once, parameter } from './prepared'
import { offeredResources as table } from './tables'

const isOfType = and(eq(table.organizationId, parameter('organizationId')), eq(table.type, parameter('type')))
const isThis = and(isOfType, eq(table.id, parameter('id')))

export function offeredResources(db: Db): OfferedResourceReader {
  const find = once(() => db.select().from(table).where(isThis).prepare())
  const list = once(() => db.select().from(table).where(isOfType).orderBy(asc(table.id)).prepare())
  const page = once(() =>
    db
      .select()
      .from(table)
      .where(isOfType)
      .orderBy(asc(table.id))
      .limit(limit('limit'))
      .offset(limit('offset'))
      .prepare(),
  )
  const total = once(() => db.select({ total: count() }).from(table).where(isOfType).prepare())
  return {
    find: async (organizationId, type, id) => find().get({ organizationId, type, id }),
    list: async (organizationId, type) => list().all({ organizationId, type }),
    page: async (organizationId, type, range) => ({
      total: total().get({ organizationId, type })?.total ?? 0,
      items: page().all({ organizationId, type, ...range }),
    }),
  }
}

export function offeredResourceWrites(db: Db): OfferedResourceWriter {
  const content = ['version', 'modified', 'document'] as const
  const put = once(() =>
    db
      .insert(table)
      .values(placeholders('organizationId', 'type', 'id', 'created', ...content))
      .onConflictDoUpdate({ target: [table.organizationId, table.type, table.id], set: assignments(...content) })
      .prepare(),
  )
  const remove = once(() => db.delete(table).where(isThis).returning({ id: table.id }).prepare())
  return {
    async put(resource) {
      put().run({ ...resource })
    },
    delete: async (organizationId, type, id) => remove().get({ organizationId, type, id }) !== undefined,
  }
}
