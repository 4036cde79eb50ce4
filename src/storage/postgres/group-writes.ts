import { and, eq, isNull, sql } from 'drizzle-orm'
import type { GroupWriter, NewGroup } from '../../directory/group'
import { assignments, placeholders } from '../placeholders'
import type { Db } from './connection'
import { departures } from './departures'
import { instantsOf } from './instants'
import { parameter, statement } from './prepared'
import { memberships, groups as table } from './tables'

/** What every update sets. */
const content = [
  'version',
  'modified',
  'document',
  'folded',
  'instants',
  'connectionId',
  'displayName',
  'uniqueName',
  'externalId',
] as const

export function groupWrites(db: Db): GroupWriter {
  const insert = statement(() =>
    db.insert(table).values({ ...placeholders('id', 'organizationId', 'created', ...content), memberCount: 0 }),
  )
  const isStored = and(
    eq(table.id, parameter('id')),
    eq(table.organizationId, parameter('organizationId')),
    isNull(table.deletedAt),
  )
  const update = statement(() =>
    db
      .update(table)
      .set(assignments(...content))
      .where(and(isStored, sql`${table.version} = ${parameter('version')} - 1`))
      .returning({ seq: table.seq }),
  )
  const remove = statement(() =>
    db
      .update(table)
      .set({ ...assignments('deletedAt'), memberCount: 0 })
      .where(isStored)
      .returning({ seq: table.seq }),
  )
  const setRole = statement(() =>
    db.update(table).set(assignments('role')).where(isStored).returning({ seq: table.seq }),
  )
  const dismiss = statement(() => db.delete(memberships).where(eq(memberships.groupSeq, parameter('groupSeq'))))
  const depart = departures(db, 'Group')
  return {
    insert: (group) => insert.run(rowOf(group)),
    update: async (group) => (await update.get(rowOf(group))) !== undefined,
    setRole: async (organizationId, id, role) =>
      (await setRole.get({ organizationId, id, role: role ?? null })) !== undefined,
    async delete({ id, organizationId }, time) {
      const row = await remove.get({ id, organizationId, deletedAt: time })
      if (!row) return []
      await dismiss.run({ groupSeq: row.seq })
      return depart(row.seq, time)
    },
  }
}

function rowOf({ keys, ...group }: NewGroup) {
  return {
    ...group,
    connectionId: group.connectionId ?? null,
    displayName: keys.displayName,
    uniqueName: keys.uniqueName ?? null,
    externalId: keys.externalId ?? null,
    folded: keys.folded ?? null,
    instants: instantsOf(group.document),
  }
}
