import { eq, lt, sql } from 'drizzle-orm'
import type { SignInFailureReader, SignInFailureWriter } from '../../directory/account'
import { assignments, placeholders } from '../placeholders'
import type { Db } from './connection'
import { once, parameter } from './prepared'
import { signInFailures as table } from './tables'

const key = parameter('key')

export function signInFailures(db: Db): SignInFailureReader {
  const find = once(() =>
    db.select({ failures: table.failures, latest: table.latest }).from(table).where(eq(table.key, key)).prepare(),
  )
  return { find: async (key) => find().get({ key }) }
}

export function signInFailureWrites(db: Db): SignInFailureWriter {
  const put = once(() =>
    db
      .insert(table)
      .values(placeholders('key', 'failures', 'latest'))
      .onConflictDoUpdate({ target: table.key, set: assignments('failures', 'latest') })
      .prepare(),
  )
  const remove = once(() => db.delete(table).where(eq(table.key, key)).prepare())
  const removeBefore = once(() =>
    db
      .delete(table)
      .where(lt(table.latest, parameter('time')))
      .prepare(),
  )
  const trim = once(() =>
    db
      .delete(table)
      .where(
        sql`${table.key} in (select f.key from sign_in_failures f order by f.failures desc, f.latest desc limit -1 offset ${parameter('most')})`,
      )
      .prepare(),
  )
  return {
    async put(key, failures, latest) {
      put().run({ key, failures, latest })
    },
    async delete(key) {
      remove().run({ key })
    },
    async deleteBefore(time) {
      removeBefore().run({ time })
    },
    async keepWorst(most) {
      trim().run({ most })
    },
  }
}
