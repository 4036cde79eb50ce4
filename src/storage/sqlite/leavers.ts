import { and, desc, eq, gte, lt, sql } from 'drizzle-orm'
import type { LeaverReader, LeaverWriter } from '../../directory/leavers'
import { placeholders } from '../placeholders'
import { bare } from './bare'
import type { Db } from './connection'
import { once, one, parameter } from './prepared'
import { changes, leavers as table } from './tables'

const connectionId = parameter('connectionId')
const minute = parameter('minute')
const ofConnection = eq(table.connectionId, connectionId)

export function leavers(db: Db): LeaverReader {
  const sum = once(() =>
    db
      .select({ people: sql<number>`coalesce(sum(${table.people}), 0)` })
      .from(table)
      .where(and(ofConnection, gte(table.minute, minute)))
      .prepare(),
  )
  const deactivation = once(() =>
    db
      .select({ time: changes.time, actor: changes.actor })
      .from(changes)
      .where(and(eq(changes.resourceId, parameter('userId')), sql`${changes.action} = 'deactivated'`))
      .orderBy(desc(changes.id))
      .limit(one)
      .prepare(),
  )
  return {
    countSince: async (connectionId, minute) => sum().get({ connectionId, minute })?.people ?? 0,
    async leftAt(connectionId, userId) {
      const last = deactivation().get({ userId })
      return last?.actor.kind === 'connection' && last.actor.id === connectionId ? last.time : undefined
    },
  }
}

export function leaverWrites(db: Db): LeaverWriter {
  const add = once(() =>
    bare(
      db,
      db
        .insert(table)
        .values({ ...placeholders('connectionId', 'minute'), people: 1 })
        .onConflictDoUpdate({
          target: [table.connectionId, table.minute],
          set: { people: sql`${table.people} + 1` },
        })
        .returning({ people: table.people }),
    ),
  )
  const forget = once(() =>
    db
      .delete(table)
      .where(and(ofConnection, lt(table.minute, parameter('before'))))
      .prepare(),
  )
  const takeBack = once(() =>
    db
      .update(table)
      .set({ people: sql`${table.people} - 1` })
      .where(and(ofConnection, eq(table.minute, minute), sql`${table.people} > 0`))
      .prepare(),
  )
  return {
    async add(connectionId, minute, before) {
      if (add().rows({ connectionId, minute })[0]?.[0] === 1) forget().run({ connectionId, before })
    },
    async takeBack(connectionId, minute) {
      takeBack().run({ connectionId, minute })
    },
  }
}
