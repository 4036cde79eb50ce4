import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm'
import type { SessionReader, SessionWriter } from '../../directory/account'
import { account } from '../account-rows'
import { assignments, placeholders } from '../placeholders'
import { present } from '../rows'
import { accountColumns } from './accounts'
import { bare } from './bare'
import type { Db } from './connection'
import { once, parameter } from './prepared'
import { sessions as table, users } from './tables'

const hash = parameter('hash')
const userId = parameter('userId')

const seqOfUser = sql`(select u.seq from users u where u.id = ${userId})`

const columns = {
  hash: table.hash,
  userId: users.id,
  created: table.created,
  expires: table.expires,
  ip: table.ip,
  userAgent: table.userAgent,
}

export function sessions(db: Db): SessionReader {
  const find = once(() =>
    db
      .select({ session: columns, account: accountColumns })
      .from(table)
      .innerJoin(users, eq(users.seq, table.userSeq))
      .where(and(eq(table.hash, hash), isNull(users.deletedAt)))
      .prepare(),
  )
  const listOf = once(() =>
    db
      .select(columns)
      .from(table)
      .innerJoin(users, eq(users.seq, table.userSeq))
      .where(eq(table.userSeq, seqOfUser))
      .orderBy(desc(table.created))
      .prepare(),
  )
  return {
    async find(hash) {
      const row = find().get({ hash })
      return row && { session: present(row.session), account: account(row.account) }
    },
    listOf: async (userId) => listOf().all({ userId }).map(present),
  }
}

export function sessionWrites(db: Db): SessionWriter {
  const insert = once(() =>
    db
      .insert(table)
      .values({ ...placeholders('hash', 'created', 'expires', 'ip', 'userAgent'), userSeq: seqOfUser })
      .prepare(),
  )
  const extend = once(() => db.update(table).set(assignments('expires')).where(eq(table.hash, hash)).prepare())
  const remove = once(() => db.delete(table).where(eq(table.hash, hash)).prepare())
  const removeOf = once(() =>
    bare(
      db,
      db
        .delete(table)
        .where(and(eq(table.userSeq, seqOfUser), sql`${table.hash} <> ${parameter('except')}`))
        .returning({ hash: table.hash }),
    ),
  )
  const removeExpired = once(() =>
    db
      .delete(table)
      .where(lt(table.expires, parameter('time')))
      .prepare(),
  )
  return {
    async insert(session) {
      insert().run({ ip: null, userAgent: null, ...session })
    },
    async extend(hash, expires) {
      extend().run({ hash, expires })
    },
    async delete(hash) {
      remove().run({ hash })
    },
    deleteOf: async (userId, except = '') => removeOf().rows({ userId, except }).length,
    async deleteExpired(time) {
      removeExpired().run({ time })
    },
  }
}
