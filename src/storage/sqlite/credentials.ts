import { eq, sql } from 'drizzle-orm'
import type { CredentialWriter } from '../../directory/account'
import { assignments, placeholders } from '../placeholders'
import type { Db } from './connection'
import { once, parameter } from './prepared'
import { credentials as table, users } from './tables'

const userId = parameter('userId')

export function credentialWrites(db: Db): CredentialWriter {
  const put = once(() =>
    db
      .insert(table)
      .values({
        ...placeholders('passwordHash'),
        userSeq: sql`(${db.select({ seq: users.seq }).from(users).where(eq(users.id, userId))})`,
      })
      .onConflictDoUpdate({ target: table.userSeq, set: assignments('passwordHash') })
      .prepare(),
  )
  return {
    async put(userId, passwordHash) {
      put().run({ userId, passwordHash })
    },
  }
}
