import { eq, lt, sql } from 'drizzle-orm'
import type { SignInFailureReader, SignInFailureWriter } from '../../directory/account'
import { assignments, placeholders } from '../placeholders'
import type { Db } from './connection'
import { parameter, statement, typed } from './prepared'
import { signInFailures as table } from './tables'

const key = parameter('key')

export function signInFailures(db: Db): SignInFailureReader {
  const find = statement(() =>
    db.select({ failures: table.failures, latest: table.latest }).from(table).where(eq(table.key, key)),
  )
  return { find: (key) => find.get({ key }) }
}

export function signInFailureWrites(db: Db): SignInFailureWriter {
  const put = statement(() =>
    db
      .insert(table)
      .values(placeholders('key', 'failures', 'latest'))
      .onConflictDoUpdate({ target: table.key, set: assignments('failures', 'latest') }),
  )
  const remove = statement(() => db.delete(table).where(eq(table.key, key)))
  const removeBefore = statement(() => db.delete(table).where(lt(table.latest, parameter('time'))))
  const trim = statement(() =>
    db
      .delete(table)
      .where(
        sql`${table.key} in (select f.key from sign_in_failures f order by f.failures desc, f.latest desc offset ${typed('most', 'bigint')})`,
      ),
  )
  return {
    put: (key, failures, latest) => put.run({ key, failures, latest }),
    delete: (key) => remove.run({ key }),
    deleteBefore: (time) => removeBefore.run({ time }),
    keepWorst: (most) => trim.run({ most }),
  }
}
