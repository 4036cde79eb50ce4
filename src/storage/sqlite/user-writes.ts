import { and, eq, isNull, sql } from 'drizzle-orm'
import type { NewUser, UserWriter } from '../../directory/user'
import { assignments, placeholders } from '../placeholders'
import { bare } from './bare'
import type { Db } from './connection'
import { userCounting } from './counting'
import { departures } from './departures'
import { once, parameter } from './prepared'
import { users as table, userEmails } from './tables'
import { uniqueValues } from './unique-values'
import { userTexts } from './user-texts'

const id = parameter('id')
const organizationId = parameter('organizationId')
const version = parameter('version')

/** What every update sets, and what of it is in indexes. */
const content = ['source', 'role', 'active', 'version', 'modified', 'document', 'folded'] as const
const keys = ['connectionId', 'userName', 'externalId', 'displayName', 'employeeNumber', 'primaryEmail'] as const

export function userWrites(db: Db): UserWriter {
  const insert = once(() =>
    bare(db, db.insert(table).values(placeholders('id', 'organizationId', 'created', ...content, ...keys))),
  )
  const isStored = and(eq(table.id, id), eq(table.organizationId, organizationId), isNull(table.deletedAt))
  const isBefore = and(isStored, sql`${table.version} = ${version} - 1`)
  const update = once(() =>
    db
      .update(table)
      .set(assignments(...content, ...keys))
      .where(isBefore)
      .returning({ seq: table.seq })
      .prepare(),
  )
  // SQLite rewrites the indexes of all columns that are set, also to what they are; most updates change no key.
  const updateContent = once(() =>
    bare(
      db,
      db
        .update(table)
        .set(assignments(...content))
        .where(and(isBefore, ...keys.map((key) => sql`${table[key]} is ${parameter(key)}`)))
        .returning({ seq: table.seq }),
    ),
  )
  const remove = once(() =>
    db.update(table).set(assignments('deletedAt')).where(isStored).returning({ seq: table.seq }).prepare(),
  )
  const restore = once(() =>
    db
      .update(table)
      .set({ ...assignments(...content, ...keys), deletedAt: sql`null` })
      .where(
        and(
          eq(table.id, id),
          eq(table.organizationId, organizationId),
          sql`${table.deletedAt} is not null and ${table.version} = ${version} - 1`,
        ),
      )
      .returning({ seq: table.seq })
      .prepare(),
  )
  const emails = emailRows(db)
  const count = userCounting(db)
  const texts = userTexts(db)
  const uniques = uniqueValues(db)
  const depart = departures(db, 'User')
  return {
    async insert(user) {
      const seq = insert().run(rowOf(user))
      const { organizationId, connectionId = '' } = user
      count({ organizationId, connectionId, active: user.keys.active, seq })
      emails.add(user.organizationId, seq, user.keys.emails)
      texts.insert(user.organizationId, seq, user.keys.search)
      if (user.keys.unique) uniques.replace(user.organizationId, seq, user.keys.unique)
    },
    async update(user, keepsNames = false) {
      const values = rowOf(user)
      const seq = updateContent().rows(values)[0]?.[0] ?? update().get(values)?.seq
      if (typeof seq !== 'number') return false
      if (!keepsNames) {
        emails.replace(user.organizationId, seq, user.keys.emails)
        texts.update(user.organizationId, seq, user.keys.search)
      }
      if (user.keys.unique) uniques.replace(user.organizationId, seq, user.keys.unique)
      return true
    },
    async delete({ id, organizationId }, time) {
      const row = remove().get({ id, organizationId, deletedAt: time })
      if (!row) return []
      emails.replace(organizationId, row.seq, [])
      uniques.replace(organizationId, row.seq, [])
      return depart(row.seq, time)
    },
    async restore(user) {
      const row = restore().get(rowOf(user))
      if (!row) return false
      emails.replace(user.organizationId, row.seq, user.keys.emails)
      texts.update(user.organizationId, row.seq, user.keys.search)
      if (user.keys.unique) uniques.replace(user.organizationId, row.seq, user.keys.unique)
      return true
    },
    forgetUnique: async (organizationId, attribute) => uniques.forget(organizationId, attribute),
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
  const insert = once(() => bare(db, db.insert(userEmails).values(placeholders('organizationId', 'value', 'userSeq'))))
  const list = once(() =>
    bare(db, db.select({ value: userEmails.value }).from(userEmails).where(eq(userEmails.userSeq, userSeq))),
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
      const rows = list().rows({ userSeq })
      if (rows.length === values.length && rows.every(([value]) => values.includes(String(value)))) return
      const stored = new Set(rows.map(([value]) => String(value)))
      const wanted = new Set(values)
      for (const value of stored.difference(wanted)) remove().run({ organizationId, userSeq, value })
      add(organizationId, userSeq, wanted.difference(stored))
    },
  }
}
