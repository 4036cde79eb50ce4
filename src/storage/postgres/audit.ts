import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { AuditQuery, AuditReader, AuditWriter } from '../../directory/audit-entry'
import { auditColumns, auditEntry, auditRow } from '../audit-rows'
import { placeholders } from '../placeholders'
import type { Db } from './connection'
import { limit, parameter, recent, type Statement, statement } from './prepared'
import { auditEntries as table } from './tables'

export function audit(db: Db): AuditReader {
  const lists = recent<Statement<typeof table.$inferSelect>>(16)
  return {
    async list(query) {
      const shape = Object.keys(query)
        .filter((name) => query[name as keyof AuditQuery] !== undefined)
        .sort()
        .join()
      return (await lists(shape, () => listed(db, query)).all({ ...query })).map(auditEntry)
    },
  }
}

function listed(db: Db, { before, actorId, targetId, actionPrefix }: AuditQuery) {
  return statement(() =>
    db
      .select()
      .from(table)
      .where(
        and(
          eq(table.organizationId, parameter('organizationId')),
          before === undefined ? undefined : lt(table.id, parameter('before')),
          actorId === undefined ? undefined : sql`${table.actor}::jsonb ->> 'id' = ${parameter('actorId')}`,
          targetId === undefined ? undefined : eq(table.targetId, parameter('targetId')),
          actionPrefix === undefined ? undefined : sql`starts_with(${table.action}, ${parameter('actionPrefix')})`,
        ),
      )
      .orderBy(desc(table.id))
      .limit(limit('limit')),
  )
}

export function auditWrites(db: Db): AuditWriter {
  const insert = statement(() => db.insert(table).values(placeholders(...auditColumns)))
  return {
    insert: (entry) => insert.run({ ...auditRow(entry) }),
  }
}
