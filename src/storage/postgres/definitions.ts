import { eq } from 'drizzle-orm'
import type { DefinitionReader, DefinitionWriter } from '../../directory/organization'
import { assignments, placeholders } from '../placeholders'
import type { Db } from './connection'
import { parameter, statement } from './prepared'
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
