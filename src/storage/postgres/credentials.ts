import { sql } from 'drizzle-orm'
import type { CredentialWriter } from '../../directory/account'
import { assignments, placeholders } from '../placeholders'
import type { Db } from './connection'
import { parameter, statement } from './prepared'
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
