import { and, desc, eq, gte, lt, sql } from 'drizzle-orm'
import type { LeaverReader, LeaverWriter } from '../../directory/leavers'
import { placeholders } from '../placeholders'
import type { Db } from './connection'
import { parameter, statement } from './prepared'
import { changes, leavers as table } from './tables'

const minute = parameter('minute')
const ofConnection = eq(table.connectionId, parameter('connectionId'))

export function leavers(db: Db): LeaverReader {
  const sum = statement(() =>
    db
      .select({ people: sql`coalesce(sum(${table.people}), 0)`.mapWith(Number) })
      .from(table)
      .where(and(ofConnection, gte(table.minute, minute))),
  )
  const deactivation = statement(() =>
    db
      .select({ time: changes.time, actor: changes.actor })
      .from(changes)
      .where(and(eq(changes.resourceId, parameter('userId')), eq(changes.action, 'deactivated')))
      .orderBy(desc(changes.id))
      .limit(1),
  )
  return {
    countSince: async (connectionId, minute) => (await sum.get({ connectionId, minute }))?.people ?? 0,
    async leftAt(connectionId, userId) {
      const last = await deactivation.get({ userId })
      return last?.actor.kind === 'connection' && last.actor.id === connectionId ? last.time : undefined
    },
  }
}

export function leaverWrites(db: Db): LeaverWriter {
  const add = statement(() =>
    db
      .insert(table)
      .values({ ...placeholders('connectionId', 'minute'), people: 1 })
      .onConflictDoUpdate({
        target: [table.connectionId, table.minute],
        set: { people: sql`${table.people} + 1` },
      })
      .returning({ people: table.people }),
  )
  const forget = statement(() => db.delete(table).where(and(ofConnection, lt(table.minute, parameter('before')))))
  const takeBack = statement(() =>
    db
      .update(table)
      .set({ people: sql`${table.people} - 1` })
      .where(and(ofConnection, eq(table.minute, minute), sql`${table.people} > 0`)),
  )
  return {
    async add(connectionId, minute, before) {
      const row = await add.get({ connectionId, minute })
      if (row?.people === 1) await forget.run({ connectionId, before })
    },
    takeBack: (connectionId, minute) => takeBack.run({ connectionId, minute }),
  }
}
