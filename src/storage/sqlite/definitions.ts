import { eq } from 'drizzle-orm'
import type { DefinitionReader, DefinitionWriter } from '../../directory/organization'
import { assignments, placeholders } from '../placeholders'
import type { Db } from './connection'
import { once, parameter } from './prepared'
import { definitions as table } from './tables'

const organizationId = parameter('organizationId')

export function definitions(db: Db): DefinitionReader {
  const find = once(() => db.select().from(table).where(eq(table.organizationId, organizationId)).prepare())
  return { find: async (organizationId) => find().get({ organizationId }) }
}

export function definitionWrites(db: Db): DefinitionWriter {
  const put = once(() =>
    db
      .insert(table)
      .values(placeholders('organizationId', 'digest', 'content'))
      .onConflictDoUpdate({ target: table.organizationId, set: assignments('digest', 'content') })
      .prepare(),
  )
  return {
    async put(definitions) {
      put().run({ ...definitions })
    },
  }
}
