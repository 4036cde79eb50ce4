import { and, eq, lt, sql } from 'drizzle-orm'
import type { LinkReader, LinkWriter } from '../../directory/account'
import { placeholders } from '../placeholders'
import { present } from '../rows'
import type { Db } from './connection'
import { held, parameter, statement } from './prepared'
import { links as table, users } from './tables'

const hash = parameter('hash')
const seqOfUser = sql`(select u.seq from users u where u.id = ${parameter('userId')})`
const seqOfMaker = sql`(select u.seq from users u where u.id = ${parameter('madeBy')})`

export function links(db: Db): LinkReader {
  const find = statement(() =>
    held(
      db,
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
        .where(eq(table.hash, hash)),
      table,
    ),
  )
  return {
    async find(hash) {
      const row = await find.get({ hash })
      return row && present(row)
    },
  }
}

export function linkWrites(db: Db): LinkWriter {
  const insert = statement(() =>
    db
      .insert(table)
      .values({ ...placeholders('hash', 'purpose', 'created', 'expires'), userSeq: seqOfUser, madeBySeq: seqOfMaker }),
  )
  const removeLike = statement(() =>
    db
      .delete(table)
      .where(and(eq(table.purpose, parameter('purpose')), sql`${table.userSeq} is not distinct from ${seqOfUser}`)),
  )
  const remove = statement(() => db.delete(table).where(eq(table.hash, hash)).returning({ hash: table.hash }))
  const removeOf = statement(() => db.delete(table).where(eq(table.userSeq, seqOfUser)))
  const removeExpired = statement(() => db.delete(table).where(lt(table.expires, parameter('time'))))
  return {
    async insert(link) {
      const values = { userId: null, madeBy: null, ...link }
      await removeLike.run(values)
      await insert.run(values)
    },
    delete: async (hash) => (await remove.get({ hash })) !== undefined,
    deleteOf: (userId) => removeOf.run({ userId }),
    deleteExpired: (time) => removeExpired.run({ time }),
  }
}
