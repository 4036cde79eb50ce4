import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { TokenReader, TokenUse, TokenWriter } from '../../directory/token'
import { complete } from '../connection-rows'
import { assignments, placeholders } from '../placeholders'
import { present } from '../rows'
import type { Db } from './connection'
import { connectionColumns } from './connections'
import { parameter, statement } from './prepared'
import { connections, tokens as table } from './tables'

const connectionId = parameter('connectionId')

/** Looked for anew with each request: what another replica has revoked is dead here at once. */
export function tokens(db: Db): TokenReader {
  const find = statement(() =>
    db
      .select({
        connection: connectionColumns,
        token: { id: table.id, revoked: table.revoked, expires: table.expires },
      })
      .from(table)
      .innerJoin(connections, eq(connections.id, table.connectionId))
      .where(eq(table.hash, parameter('hash'))),
  )
  const listOf = statement(() =>
    db.select().from(table).where(eq(table.connectionId, connectionId)).orderBy(desc(table.created), desc(table.id)),
  )
  return {
    async find(hash) {
      const row = await find.get({ hash })
      return row && { ...present(row.token), connection: complete(row.connection) }
    },
    listOf: async (connectionId) => (await listOf.all({ connectionId })).map(present),
  }
}

export function tokenWrites(db: Db): TokenWriter {
  const insert = statement(() =>
    db.insert(table).values(placeholders('id', 'connectionId', 'name', 'hash', 'created', 'expires', 'revoked')),
  )
  const revoking = (which: ReturnType<typeof eq> | undefined) =>
    statement(() =>
      db
        .update(table)
        .set(assignments('revoked'))
        .where(and(eq(table.connectionId, connectionId), which, isNull(table.revoked)))
        .returning({ id: table.id }),
    )
  const revokeAll = revoking(undefined)
  const revoke = revoking(eq(table.id, parameter('id')))
  return {
    insert: (token) => insert.run({ expires: null, revoked: null, ...token }),
    revoke: async (connectionId, id, time) => (await revoke.get({ connectionId, id, revoked: time })) !== undefined,
    revokeAll: async (connectionId, time) => (await revokeAll.all({ connectionId, revoked: time })).length,
  }
}

/** Writes when a token was last used and from where; nothing earlier takes the place of anything later. */
export function tokenUses(db: Db): (use: TokenUse) => Promise<void> {
  const update = statement(() =>
    db
      .update(table)
      .set({ lastUsed: sql`${parameter('time')}`, lastIp: sql`${parameter('ip')}` })
      .where(
        and(
          eq(table.id, parameter('id')),
          sql`(${table.lastUsed} is null or ${table.lastUsed} <= ${parameter('time')})`,
        ),
      ),
  )
  return ({ id, time, ip }) => update.run({ id, time, ip: ip ?? null })
}
