import { sql } from 'drizzle-orm'
import type { PeopleWriter } from '../../directory/person'
import type { Db } from './connection'
import { once, parameter } from './prepared'
import { credentials, links, sessions, userEmails, users, userTexts, userUniqueValues } from './tables'

export function peopleWrites(db: Db): PeopleWriter {
  const wanted = once(() =>
    db
      .select({ seq: sql<number>`seq` })
      .from(
        // Organization by organization, as the index of the deleted has them.
        sql`(select u.seq from organizations o cross join users u
          where u.organization_id = o.id and u.deleted_at < ${parameter('before')} limit ${parameter('limit')})`,
      )
      .prepare(),
  )
  const isOne = (column: unknown) => sql`${column} in (select value from json_each(${parameter('seqs')}))`
  const removals = once(() => [
    ...[userEmails, userUniqueValues, userTexts, credentials, sessions, links].map((table) =>
      db.delete(table).where(isOne(table.userSeq)).prepare(),
    ),
    db.delete(users).where(isOne(users.seq)).prepare(),
  ])
  return {
    async purge(before, limit) {
      const seqs = wanted()
        .all({ before, limit })
        .map(({ seq }) => seq)
      if (seqs.length > 0) for (const removal of removals()) removal.run({ seqs: JSON.stringify(seqs) })
      return seqs.length
    },
  }
}
