import type { AuditEntry, StoredAuditEntry } from '../directory/audit-entry'
import { present, type RowOf } from './rows'

type Target = NonNullable<AuditEntry['target']>

interface AuditRow extends RowOf<Omit<StoredAuditEntry, 'target'>> {
  readonly targetType: Target['type'] | null
  readonly targetId: string | null
  readonly targetName: string | null
}

/** The columns of what `auditRow` makes. */
export const auditColumns = [
  'organizationId',
  'time',
  'actor',
  'actorName',
  'action',
  'details',
  'ip',
  'targetType',
  'targetId',
  'targetName',
] as const

export function auditRow({ target, ...entry }: AuditEntry): Omit<AuditRow, 'id'> {
  return {
    actorName: null,
    details: null,
    ip: null,
    ...entry,
    targetType: target?.type ?? null,
    targetId: target?.id ?? null,
    targetName: target?.name ?? null,
  }
}

export function auditEntry({ targetType, targetId, targetName, ...row }: AuditRow): StoredAuditEntry {
  const target = targetType && targetId !== null && { type: targetType, id: targetId }
  return {
    ...present(row),
    ...(target && { target: { ...target, ...(targetName !== null && { name: targetName }) } }),
  }
}
