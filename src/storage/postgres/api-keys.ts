import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { ApiKeyReader, ApiKeyWriter } from '../../directory/token'
import { assignments, placeholders } from '../placeholders'
import { present } from '../rows'
import type { Db } from './connection'
import { parameter, statement, typed } from './prepared'
import { apiKeys as table } from './tables'

export function apiKeys(db: Db): ApiKeyReader {
  const find = statement(() =>
    db
      .select()
      .from(table)
      .where(eq(table.hash, parameter('hash'))),
  )
  const listOf = statement(() =>
    db
      .select()
      .from(table)
      .where(sql`${table.organizationId} is not distinct from ${typed('organizationId', 'text')}`)
      .orderBy(desc(table.created), desc(table.id)),
  )
  return {
    async find(hash) {
      const row = await find.get({ hash })
      return row && present(row)
    },
    listOf: async (organizationId = undefined) =>
      (await listOf.all({ organizationId: organizationId ?? null })).map(present),
  }
}

export function apiKeyWrites(db: Db): ApiKeyWriter {
  const insert = statement(() =>
    db.insert(table).values(placeholders('id', 'organizationId', 'name', 'hash', 'rights', 'created', 'expires')),
  )
  const revoke = statement(() =>
    db
      .update(table)
      .set(assignments('revoked'))
      .where(and(eq(table.id, parameter('id')), isNull(table.revoked)))
      .returning({ id: table.id }),
  )
  return {
    insert: (key) => insert.run({ organizationId: null, expires: null, ...key }),
    revoke: async (id, time) => (await revoke.get({ id, revoked: time })) !== undefined,
  }
}
