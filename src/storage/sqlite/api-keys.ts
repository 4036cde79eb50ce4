import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { ApiKeyReader, ApiKeyWriter } from '../../directory/token'
import { assignments, placeholders } from '../placeholders'
import { present } from '../rows'
import type { Db } from './connection'
import { once, parameter } from './prepared'
import { apiKeys as table } from './tables'

export function apiKeys(db: Db): ApiKeyReader {
  const find = once(() =>
    db
      .select()
      .from(table)
      .where(eq(table.hash, parameter('hash')))
      .prepare(),
  )
  const listOf = once(() =>
    db
      .select()
      .from(table)
      .where(sql`${table.organizationId} is ${parameter('organizationId')}`)
      .orderBy(desc(table.created), desc(table.id))
      .prepare(),
  )
  return {
    async find(hash) {
      const row = find().get({ hash })
      return row && present(row)
    },
    listOf: async (organizationId = undefined) =>
      listOf()
        .all({ organizationId: organizationId ?? null })
        .map(present),
  }
}

export function apiKeyWrites(db: Db): ApiKeyWriter {
  const insert = once(() =>
    db
      .insert(table)
      .values(placeholders('id', 'organizationId', 'name', 'hash', 'rights', 'created', 'expires'))
      .prepare(),
  )
  const revoke = once(() =>
    db
      .update(table)
      .set(assignments('revoked'))
      .where(and(eq(table.id, parameter('id')), isNull(table.revoked)))
      .returning({ id: table.id })
      .prepare(),
  )
  return {
    async insert(key) {
      insert().run({ organizationId: null, expires: null, ...key })
    },
    revoke: async (id, time) => revoke().get({ id, revoked: time }) !== undefined,
  }
}
