import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { TokenReader, TokenUse, TokenWriter } from '../../directory/token'
import { complete } from '../connection-rows'
import { assignments, placeholders } from '../placeholders'
import { present } from '../rows'
import type { Db } from './connection'
import { connectionColumns } from './connections'
import { once, parameter } from './prepared'
import { type Revision, untilCommit } from './revision'
import { connections, tokens as table } from './tables'

const hash = parameter('hash')
const connectionId = parameter('connectionId')

export function tokens(db: Db, revision?: Revision): TokenReader {
  // SQLite answers a subquery several times faster than the join that would say the same.
  const ofToken = (column: (typeof table)['id' | 'connectionId' | 'revoked' | 'expires']) =>
    sql`(${db.select({ column }).from(table).where(eq(table.hash, hash))})`
  const find = once(() =>
    db
      .select({
        ...connectionColumns,
        tokenId: sql<string>`${ofToken(table.id)}`,
        revoked: sql<number | null>`${ofToken(table.revoked)}`,
        expires: sql<number | null>`${ofToken(table.expires)}`,
      })
      .from(connections)
      .where(eq(connections.id, ofToken(table.connectionId)))
      .prepare(),
  )
  const listOf = once(() =>
    db
      .select()
      .from(table)
      .where(eq(table.connectionId, connectionId))
      .orderBy(desc(table.created), desc(table.id))
      .prepare(),
  )
  const found = (hash: string) => {
    const row = find().get({ hash })
    if (!row) return undefined
    const { tokenId, revoked, expires, ...connection } = row
    return {
      id: tokenId,
      connection: complete(connection),
      ...(revoked !== null && { revoked }),
      ...(expires !== null && { expires }),
    }
  }
  const known = revision ? untilCommit(revision, found) : found
  return {
    find: async (hash) => known(hash),
    listOf: async (connectionId) => listOf().all({ connectionId }).map(present),
  }
}

export function tokenWrites(db: Db): TokenWriter {
  const insert = once(() =>
    db
      .insert(table)
      .values(placeholders('id', 'connectionId', 'name', 'hash', 'created', 'expires', 'revoked'))
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
  const revoke = once(() =>
    db
      .update(table)
      .set(assignments('revoked'))
      .where(and(eq(table.connectionId, connectionId), eq(table.id, parameter('id')), isNull(table.revoked)))
      .returning({ id: table.id })
      .prepare(),
  )
  return {
    revoke: async (connectionId, id, time) => revoke().get({ connectionId, id, revoked: time }) !== undefined,
    async insert(token) {
      insert().run({ expires: null, revoked: null, ...token })
    },
    async revokeAll(connectionId, time) {
      return revokeAll().all({ connectionId, revoked: time }).length
    },
  }
}

/** Writes when a token was last used and from where; nothing earlier takes the place of anything later. */
export function tokenUses(db: Db): (use: TokenUse) => void {
  const update = once(() =>
    db
      .update(table)
      .set({ lastUsed: sql`${parameter('time')}`, lastIp: sql`${parameter('ip')}` })
      .where(
        and(
          eq(table.id, parameter('id')),
          sql`(${table.lastUsed} is null or ${table.lastUsed} <= ${parameter('time')})`,
        ),
      )
      .prepare(),
  )
  return ({ id, time, ip }) => void update().run({ id, time, ip: ip ?? null })
}
