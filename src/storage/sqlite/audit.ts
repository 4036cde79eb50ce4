import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { AuditQuery, AuditReader, AuditWriter } from '../../directory/audit-entry'
import { auditColumns, auditEntry, auditRow } from '../audit-rows'
import { placeholders } from '../placeholders'
import type { Db } from './connection'
import { limit, once, parameter, recent } from './prepared'
import { auditEntries as table } from './tables'

export function audit(db: Db): AuditReader {
  const lists = recent<ReturnType<typeof listed>>(16)
  return {
    async list(query) {
      const shape = Object.keys(query)
        .filter((name) => query[name as keyof AuditQuery] !== undefined)
        .sort()
        .join()
      return lists(shape, () => listed(db, query))
        .all({ ...query })
        .map(auditEntry)
    },
  }
}

function listed(db: Db, { before, actorId, targetId, actionPrefix }: AuditQuery) {
  return db
    .select()
    .from(table)
    .where(
      and(
        // The plus sign leaves the choice to the index of what it was done to, where that is said.
        sql`${targetId === undefined ? sql`` : sql`+`}${table.organizationId} = ${parameter('organizationId')}`,
        before === undefined ? undefined : lt(table.id, parameter('before')),
        actorId === undefined ? undefined : sql`${table.actor} ->> '$.id' = ${parameter('actorId')}`,
        targetId === undefined ? undefined : eq(table.targetId, parameter('targetId')),
        actionPrefix === undefined
          ? undefined
          : sql`substr(${table.action}, 1, length(${parameter('actionPrefix')})) = ${parameter('actionPrefix')}`,
      ),
    )
    .orderBy(desc(table.id))
    .limit(limit('limit'))
    .prepare()
}

export function auditWrites(db: Db): AuditWriter {
  const insert = once(() =>
    db
      .insert(table)
      .values(placeholders(...auditColumns))
      .prepare(),
  )
  return {
    async insert(entry) {
      insert().run({ ...auditRow(entry) })
    },
  }
}
