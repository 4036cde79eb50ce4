import { and, eq, sql } from 'drizzle-orm'
import { assignments, placeholders } from '../placeholders'
import { bare } from './bare'
import type { Db } from './connection'
import { once, parameter } from './prepared'
import { userTexts as table } from './tables'

/** What people are searched by. Most updates change none of it, and then nothing is written. */
export interface UserTexts {
  insert(organizationId: string, userSeq: number, text: string): void
  update(organizationId: string, userSeq: number, text: string): void
}

export function userTexts(db: Db): UserTexts {
  const insert = once(() => bare(db, db.insert(table).values(placeholders('organizationId', 'userSeq', 'text'))))
  const update = once(() =>
    bare(
      db,
      db
        .update(table)
        .set(assignments('text'))
        .where(
          and(
            eq(table.organizationId, parameter('organizationId')),
            eq(table.userSeq, parameter('userSeq')),
            sql`${table.text} <> ${parameter('text')}`,
          ),
        ),
    ),
  )
  return {
    insert: (organizationId, userSeq, text) => void insert().run({ organizationId, userSeq, text }),
    update: (organizationId, userSeq, text) => void update().run({ organizationId, userSeq, text }),
  }
}
