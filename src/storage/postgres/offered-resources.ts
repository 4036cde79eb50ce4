import { and, asc, eq, sql } from 'drizzle-orm'
import type { OfferedResourceReader, OfferedResourceWriter } from '../../directory/organization'
import { assignments, placeholders } from '../placeholders'
import type { Db } from './connection'
import { limit, parameter, statement } from './prepared'
import { offeredResources as table } from './tables'

const isOfType = and(eq(table.organizationId, parameter('organizationId')), eq(table.type, parameter('type')))
const isThis = and(isOfType, eq(table.id, parameter('id')))

export function offeredResources(db: Db): OfferedResourceReader {
  const find = statement(() => db.select().from(table).where(isThis))
  const list = statement(() => db.select().from(table).where(isOfType).orderBy(asc(table.id)))
  const page = statement(() =>
    db.select().from(table).where(isOfType).orderBy(asc(table.id)).limit(limit('limit')).offset(limit('offset')),
  )
  const total = statement(() =>
    db
      .select({ total: sql`count(*)`.mapWith(Number) })
      .from(table)
      .where(isOfType),
  )
  return {
    find: (organizationId, type, id) => find.get({ organizationId, type, id }),
    list: (organizationId, type) => list.all({ organizationId, type }),
    page: async (organizationId, type, range) => ({
      total: (await total.get({ organizationId, type }))?.total ?? 0,
      items: await page.all({ organizationId, type, ...range }),
    }),
  }
}

export function offeredResourceWrites(db: Db): OfferedResourceWriter {
  const content = ['version', 'modified', 'document'] as const
  const put = statement(() =>
    db
      .insert(table)
      .values(placeholders('organizationId', 'type', 'id', 'created', ...content))
      .onConflictDoUpdate({ target: [table.organizationId, table.type, table.id], set: assignments(...content) }),
  )
  const remove = statement(() => db.delete(table).where(isThis).returning({ id: table.id }))
  return {
    put: (resource) => put.run({ ...resource }),
    delete: async (organizationId, type, id) => (await remove.get({ organizationId, type, id })) !== undefined,
  }
}
