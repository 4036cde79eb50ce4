import { eq } from 'drizzle-orm'
import type { DefinitionReader, DefinitionWriter } from '../../directory/organization'
import type { Db } from './connection'
import { assignments, parameter, placeholders, statement } from './prepared'
import { definitions as table } from './tables'

export function definitions(db: Db): DefinitionReader {
  const find = statement(() =>
    db
      .select()
      .from(table)
      .where(eq(table.organizationId, parameter('organizationId'))),
  )
  return { find: (organizationId) => find.get({ organizationId }) }
}

export function definitionWrites(db: Db): DefinitionWriter {
  const put = statement(() =>
    db
      .insert(table)
      .values(placeholders('organizationId', 'digest', 'content'))
      .onConflictDoUpdate({ target: table.organizationId, set: assignments('digest', 'content') }),
  )
  return { put: (definitions) => put.run({ ...definitions }) }
}
