import type { AuditQuery, StoredAuditEntry } from './audit-entry'
import type { Dependencies } from './directory'
import { demand, type Staff } from './staff'

/** What was done in the console, by API keys and by command. */
export interface AuditLog {
  /** The newest first. Errors: Refusal forbidden for viewers. */
  auditLog(by: Staff, query: Omit<AuditQuery, 'organizationId'>): Promise<readonly StoredAuditEntry[]>
}

export function auditLog({ store }: Pick<Dependencies, 'store'>): AuditLog {
  return {
    async auditLog(by, query) {
      demand(by, 'admin', 'read the audit log')
      return store.audit.list({ ...query, organizationId: by.organizationId })
    },
  }
}
