import { and, eq, isNull } from 'drizzle-orm'
import type { TokenReader, Transaction } from '../../directory/store'
import type { Db } from './connection'
import { complete } from './connections'
import { assignments, once, placeholders } from './prepared'
import { connections, tokens as table } from './tables'

const { hash, connectionId } = placeholders('hash', 'connectionId')

export function tokens(db: Db): TokenReader {
  const findConnection = once(() =>
    db
      .select({ connection: connections })
      .from(table)
      .innerJoin(connections, eq(connections.id, table.connectionId))
      .where(and(eq(table.hash, hash), isNull(table.revoked)))
      .prepare(),
  )
  return {
    async findConnection(hash) {
      const row = findConnection().get({ hash })
      return row && complete(row.connection)
    },
  }
}

export function tokenWrites(db: Db): Pick<Transaction['tokens'], 'insert' | 'revokeAll'> {
  const insert = once(() =>
    db
      .insert(table)
      .values(placeholders('id', 'connectionId', 'name', 'hash', 'created', 'revoked'))
      .prepare(),
  )
  const revokeAll = once(() =>
    db
      .update(table)
      .set(assignments('revoked'))
      .where(and(eq(table.connectionId, connectionId), isNull(table.revoked)))
      .returning({ id: table.id })
      .prepare(),
  )
  return {
    async insert(token) {
      insert().run({ revoked: null, ...token })
    },
    async revokeAll(connectionId, time) {
      return revokeAll().all({ connectionId, revoked: time }).length
    },
  }
}
