import { and, eq, isNull, sql } from 'drizzle-orm'
import type { GroupWriter, NewGroup } from '../../directory/group'
import { assignments, placeholders } from '../placeholders'
import type { Db } from './connection'
import { departures } from './departures'
import { once, parameter } from './prepared'
import { memberships, groups as table } from './tables'

const id = parameter('id')
const organizationId = parameter('organizationId')
const version = parameter('version')
const groupSeq = parameter('groupSeq')

/** What every update sets, and what of it is in indexes. */
const content = ['version', 'modified', 'document', 'folded'] as const
const keys = ['connectionId', 'displayName', 'uniqueName', 'externalId'] as const

export function groupWrites(db: Db): GroupWriter {
  const insert = once(() =>
    db
      .insert(table)
      .values({ ...placeholders('id', 'organizationId', 'created', ...content, ...keys), memberCount: 0 })
      .prepare(),
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
  // As for users: without the columns that are in indexes, unless they change.
  const updateContent = once(() =>
    db
      .update(table)
      .set(assignments(...content))
      .where(and(isBefore, ...keys.map((key) => sql`${table[key]} is ${parameter(key)}`)))
      .returning({ seq: table.seq })
      .prepare(),
  )
  const remove = once(() =>
    db
      .update(table)
      .set({ ...assignments('deletedAt'), memberCount: 0 })
      .where(isStored)
      .returning({ seq: table.seq })
      .prepare(),
  )
  const setRole = once(() =>
    db.update(table).set(assignments('role')).where(isStored).returning({ seq: table.seq }).prepare(),
  )
  const dismiss = once(() => db.delete(memberships).where(eq(memberships.groupSeq, groupSeq)).prepare())
  const depart = departures(db, 'Group')
  return {
    setRole: async (organizationId, id, role) =>
      setRole().get({ organizationId, id, role: role ?? null }) !== undefined,
    async insert(group) {
      insert().run(rowOf(group))
    },
    async update(group) {
      const values = rowOf(group)
      return (updateContent().get(values) ?? update().get(values)) !== undefined
    },
    async delete({ id, organizationId }, time) {
      const row = remove().get({ id, organizationId, deletedAt: time })
      if (!row) return []
      dismiss().run({ groupSeq: row.seq })
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
  }
}
