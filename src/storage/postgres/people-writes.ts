import { sql } from 'drizzle-orm'
import type { PeopleWriter } from '../../directory/person'
import type { Db } from './connection'
import { command, typed } from './prepared'

/** What hangs on a person. */
const tables = ['user_emails', 'user_unique_values', 'user_texts', 'credentials', 'sessions', 'links']

export function peopleWrites(db: Db): PeopleWriter {
  // Organization by organization, as the index of the deleted has them.
  const wanted = command(
    db,
    () => sql`select u.seq from organizations o
      join users u on u.organization_id = o.id and u.deleted_at < ${typed('before', 'bigint')} limit ${typed('limit', 'bigint')}
      for update of u skip locked`,
  )
  const seqs = typed('seqs', 'bigint[]')
  const removals = [
    ...tables.map((table) => command(db, () => sql`delete from ${sql.raw(table)} where user_seq = any (${seqs})`)),
    command(db, () => sql`delete from users where seq = any (${seqs})`),
  ]
  return {
    async purge(before, limit) {
      const seqs = (await wanted({ before, limit })).map(([seq]) => Number(seq))
      if (seqs.length > 0) for (const removal of removals) await removal({ seqs })
      return seqs.length
    },
  }
}
