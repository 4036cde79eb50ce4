import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm'
import type { SessionReader, SessionWriter } from '../../directory/account'
import { account } from '../account-rows'
import { assignments, placeholders } from '../placeholders'
import { present } from '../rows'
import { accountColumns } from './accounts'
import type { Db } from './connection'
import { parameter, statement } from './prepared'
import { sessions as table, users } from './tables'

const hash = parameter('hash')
const seqOfUser = sql`(select u.seq from users u where u.id = ${parameter('userId')})`

const columns = {
  hash: table.hash,
  userId: users.id,
  created: table.created,
  expires: table.expires,
  ip: table.ip,
  userAgent: table.userAgent,
}

export function sessions(db: Db): SessionReader {
  const find = statement(() =>
    db
      .select({ session: columns, account: accountColumns })
      .from(table)
      .innerJoin(users, eq(users.seq, table.userSeq))
      .where(and(eq(table.hash, hash), isNull(users.deletedAt))),
  )
  const listOf = statement(() =>
    db
      .select(columns)
      .from(table)
      .innerJoin(users, eq(users.seq, table.userSeq))
      .where(eq(table.userSeq, seqOfUser))
      .orderBy(desc(table.created)),
  )
  return {
    async find(hash) {
      const row = await find.get({ hash })
      return row && { session: present(row.session), account: account(row.account) }
    },
    listOf: async (userId) => (await listOf.all({ userId })).map(present),
  }
}

export function sessionWrites(db: Db): SessionWriter {
  const insert = statement(() =>
    db.insert(table).values({ ...placeholders('hash', 'created', 'expires', 'ip', 'userAgent'), userSeq: seqOfUser }),
  )
  const extend = statement(() => db.update(table).set(assignments('expires')).where(eq(table.hash, hash)))
  const remove = statement(() => db.delete(table).where(eq(table.hash, hash)))
  const removeOf = statement(() =>
    db
      .delete(table)
      .where(and(eq(table.userSeq, seqOfUser), sql`${table.hash} <> ${parameter('except')}`))
      .returning({ hash: table.hash }),
  )
  const removeExpired = statement(() => db.delete(table).where(lt(table.expires, parameter('time'))))
  return {
    insert: (session) => insert.run({ ip: null, userAgent: null, ...session }),
    extend: (hash, expires) => extend.run({ hash, expires }),
    delete: (hash) => remove.run({ hash }),
    deleteOf: async (userId, except = '') => (await removeOf.all({ userId, except })).length,
    deleteExpired: (time) => removeExpired.run({ time }),
  }
}
