import { and, asc, eq } from 'drizzle-orm'
import type { OfferedResourceReader, Transaction } from '../../directory/store'
import type { Db } from './connection'
import { assignments, once, parameter, placeholders } from './prepared'
import { offeredResources as table } from './tables'

const isOfType = and(eq(table.organizationId, parameter('organizationId')), eq(table.type, parameter('type')))
const isThis = and(isOfType, eq(table.id, parameter('id')))

export function offeredResources(db: Db): OfferedResourceReader {
  const find = once(() => db.select().from(table).where(isThis).prepare())
  const list = once(() => db.select().from(table).where(isOfType).orderBy(asc(table.id)).prepare())
  return {
    find: async (organizationId, type, id) => find().get({ organizationId, type, id }),
    list: async (organizationId, type) => list().all({ organizationId, type }),
  }
}

export function offeredResourceWrites(db: Db): Pick<Transaction['offeredResources'], 'put' | 'delete'> {
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
