import { and, eq } from 'drizzle-orm'
import type { UniqueValue } from '../../directory/user'
import { placeholders } from '../placeholders'
import type { Db } from './connection'
import { once, parameter } from './prepared'
import { userUniqueValues as table } from './tables'

/** The rows of a user's unique values. Most updates change none, and then nothing is written. */
export interface UniqueValues {
  replace(organizationId: string, userSeq: number, values: readonly UniqueValue[]): void
  /** Those of an attribute go, whosever they are. */
  forget(organizationId: string, attribute: string): void
}

export function uniqueValues(db: Db): UniqueValues {
  const ofAttribute = and(
    eq(table.organizationId, parameter('organizationId')),
    eq(table.attribute, parameter('attribute')),
  )
  const insert = once(() =>
    db
      .insert(table)
      .values(placeholders('organizationId', 'attribute', 'value', 'userSeq'))
      .prepare(),
  )
  const list = once(() =>
    db
      .select({ attribute: table.attribute, value: table.value })
      .from(table)
      .where(eq(table.userSeq, parameter('userSeq')))
      .prepare(),
  )
  const remove = once(() =>
    db
      .delete(table)
      .where(and(ofAttribute, eq(table.value, parameter('value'))))
      .prepare(),
  )
  const removeAll = once(() => db.delete(table).where(ofAttribute).prepare())
  return {
    replace(organizationId, userSeq, values) {
      const stored = list().all({ userSeq })
      for (const row of stored) if (!values.some(is(row))) remove().run({ organizationId, ...row })
      for (const value of values) if (!stored.some(is(value))) insert().run({ organizationId, userSeq, ...value })
    },
    forget(organizationId, attribute) {
      removeAll().run({ organizationId, attribute })
    },
  }
}

const is = (one: UniqueValue) => (other: UniqueValue) => other.attribute === one.attribute && other.value === one.value
