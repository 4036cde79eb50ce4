import { sql } from 'drizzle-orm'
import type { CredentialWriter } from '../../directory/account'
import type { Db } from './connection'
import { assignments, parameter, placeholders, statement } from './prepared'
import { credentials as table } from './tables'

export function credentialWrites(db: Db): CredentialWriter {
  const put = statement(() =>
    db
      .insert(table)
      .values({
        ...placeholders('passwordHash'),
        userSeq: sql`(select u.seq from users u where u.id = ${parameter('userId')})`,
      })
      .onConflictDoUpdate({ target: table.userSeq, set: assignments('passwordHash') }),
  )
  return { put: (userId, passwordHash) => put.run({ userId, passwordHash }) }
}
