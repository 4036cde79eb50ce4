import { and, eq, lt, sql } from 'drizzle-orm'
import type { LinkReader, LinkWriter } from '../../directory/account'
import { placeholders } from '../placeholders'
import { present } from '../rows'
import { bare } from './bare'
import type { Db } from './connection'
import { once, parameter } from './prepared'
import { links as table, users } from './tables'

const hash = parameter('hash')
const seqOfUser = sql`(select u.seq from users u where u.id = ${parameter('userId')})`
const seqOfMaker = sql`(select u.seq from users u where u.id = ${parameter('madeBy')})`

export function links(db: Db): LinkReader {
  const find = once(() =>
    db
      .select({
        hash: table.hash,
        purpose: table.purpose,
        userId: users.id,
        madeBy: sql<string | null>`(select u.id from users u where u.seq = ${table.madeBySeq})`,
        created: table.created,
        expires: table.expires,
      })
      .from(table)
      .leftJoin(users, eq(users.seq, table.userSeq))
      .where(eq(table.hash, hash))
      .prepare(),
  )
  return {
    async find(hash) {
      const row = find().get({ hash })
      return row && present(row)
    },
  }
}

export function linkWrites(db: Db): LinkWriter {
  const insert = once(() =>
    db
      .insert(table)
      .values({ ...placeholders('hash', 'purpose', 'created', 'expires'), userSeq: seqOfUser, madeBySeq: seqOfMaker })
      .prepare(),
  )
  const removeLike = once(() =>
    db
      .delete(table)
      .where(and(eq(table.purpose, sql`${sql.placeholder('purpose')}`), sql`${table.userSeq} is ${seqOfUser}`))
      .prepare(),
  )
  const remove = once(() => db.delete(table).where(eq(table.hash, hash)).returning({ hash: table.hash }).prepare())
  const removeOf = once(() => bare(db, db.delete(table).where(eq(table.userSeq, seqOfUser))))
  const removeExpired = once(() =>
    db
      .delete(table)
      .where(lt(table.expires, parameter('time')))
      .prepare(),
  )
  return {
    async insert(link) {
      const values = { userId: null, madeBy: null, ...link }
      removeLike().run(values)
      insert().run(values)
    },
    delete: async (hash) => remove().get({ hash }) !== undefined,
    async deleteOf(userId) {
      removeOf().run({ userId })
    },
    async deleteExpired(time) {
      removeExpired().run({ time })
    },
  }
}
