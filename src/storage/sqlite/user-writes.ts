import { and, eq, isNull, sql } from 'drizzle-orm'
import type { NewUser, UserWriter } from '../../directory/store'
import type { Db } from './connection'
import { departures } from './departures'
import { assignments, once, parameter, placeholders } from './prepared'
import { users as table, userEmails } from './tables'

const id = parameter('id')
const organizationId = parameter('organizationId')
const version = parameter('version')

/** What an insert and an update both set. */
const state = [
  'connectionId',
  'source',
  'role',
  'active',
  'version',
  'modified',
  'userName',
  'externalId',
  'displayName',
  'employeeNumber',
  'primaryEmail',
  'document',
  'folded',
] as const

export function userWrites(db: Db): UserWriter {
  const insert = once(() =>
    db
      .insert(table)
      .values(placeholders('id', 'organizationId', 'created', ...state))
      .returning({ seq: table.seq })
      .prepare(),
  )
  const update = once(() =>
    db
      .update(table)
      .set(assignments(...state))
      .where(
        and(
          eq(table.id, id),
          eq(table.organizationId, organizationId),
          sql`${table.version} = ${version} - 1`,
          isNull(table.deletedAt),
        ),
      )
      .returning({ seq: table.seq })
      .prepare(),
  )
  const remove = once(() =>
    db
      .update(table)
      .set(assignments('deletedAt'))
      .where(and(eq(table.id, id), eq(table.organizationId, organizationId), isNull(table.deletedAt)))
      .returning({ seq: table.seq })
      .prepare(),
  )
  const emails = emailRows(db)
  const depart = departures(db, 'User')
  return {
    async insert(user) {
      const { seq } = insert().get(rowOf(user))
      emails.add(user.organizationId, seq, user.keys.emails)
    },
    async update(user) {
      const row = update().get(rowOf(user))
      if (row) emails.replace(user.organizationId, row.seq, user.keys.emails)
      return row !== undefined
    },
    async delete({ id, organizationId }, time) {
      const row = remove().get({ id, organizationId, deletedAt: time })
      if (!row) return []
      emails.replace(organizationId, row.seq, [])
      return depart(row.seq, time)
    },
  }
}

function rowOf({ keys, ...user }: NewUser) {
  return {
    ...user,
    connectionId: user.connectionId ?? null,
    active: keys.active,
    userName: keys.userName,
    externalId: keys.externalId ?? null,
    displayName: keys.displayName ?? null,
    employeeNumber: keys.employeeNumber ?? null,
    primaryEmail: keys.primaryEmail ?? null,
    folded: keys.folded ?? null,
  }
}

/** The rows of a user's addresses. Most updates change none, and then nothing is written. */
function emailRows(db: Db) {
  const userSeq = parameter('userSeq')
  const value = parameter('value')
  const insert = once(() =>
    db
      .insert(userEmails)
      .values(placeholders('organizationId', 'value', 'userSeq'))
      .prepare(),
  )
  const list = once(() =>
    db.select({ value: userEmails.value }).from(userEmails).where(eq(userEmails.userSeq, userSeq)).prepare(),
  )
  const remove = once(() =>
    db
      .delete(userEmails)
      .where(
        and(
          eq(userEmails.organizationId, organizationId),
          eq(userEmails.value, value),
          eq(userEmails.userSeq, userSeq),
        ),
      )
      .prepare(),
  )
  const add = (organizationId: string, userSeq: number, values: Iterable<string>) => {
    for (const value of values) insert().run({ organizationId, userSeq, value })
  }
  return {
    add,
    replace(organizationId: string, userSeq: number, values: readonly string[]) {
      const stored = new Set(
        list()
          .all({ userSeq })
          .map((row) => row.value),
      )
      const wanted = new Set(values)
      for (const value of stored.difference(wanted)) remove().run({ organizationId, userSeq, value })
      add(organizationId, userSeq, wanted.difference(stored))
    },
  }
}
