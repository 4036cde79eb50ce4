import type { Actor } from './change'

/** One thing that was done in the console, by an API key or by command. */
export interface AuditEntry {
  readonly organizationId: string
  readonly time: number
  readonly actor: Actor
  /** What the actor was called then. */
  readonly actorName?: string
  readonly action: AuditAction
  readonly target?: {
    readonly type: 'organization' | 'connection' | 'token' | 'user' | 'group' | 'schema' | 'resource-type' | 'api-key'
    readonly id: string
    readonly name?: string
  }
  /** What was changed, by name: what it was and what it became, without secrets. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly ip?: string
}

export type AuditAction =
  | 'organization.created'
  | 'organization.configured'
  | 'session.opened'
  | 'session.ended'
  | 'sessions.ended'
  | 'password.changed'
  | 'invitation.made'
  | 'password-reset.made'
  | 'connection.created'
  | 'connection.renamed'
  | 'connection.configured'
  | 'connection.paused'
  | 'connection.resumed'
  | 'connection.deleted'
  | 'hold.waived'
  | 'hold.kept'
  | 'token.added'
  | 'token.regenerated'
  | 'token.revoked'
  | 'user.created'
  | 'user.updated'
  | 'user.deactivated'
  | 'user.reactivated'
  | 'user.deleted'
  | 'user.restored'
  | 'role.changed'
  | 'group.role-changed'
  | 'schema.defined'
  | 'schema.removed'
  | 'resource-type.enabled'
  | 'resource-type.disabled'
  | 'resources.put'
  | 'resource.removed'
  | 'events.exported'
  | 'api-key.added'
  | 'api-key.revoked'

export interface StoredAuditEntry extends AuditEntry {
  readonly id: number
}

export interface AuditQuery {
  readonly organizationId: string
  /** Only entries before the one with this id. */
  readonly before?: number
  readonly limit: number
  /** Only what this person, key or connection did. */
  readonly actorId?: string
  /** Only what was done to this. */
  readonly targetId?: string
  /** Only actions that begin so, such as `token.`. */
  readonly actionPrefix?: string
}

export interface AuditReader {
  /** The newest first. */
  list(query: AuditQuery): Promise<readonly StoredAuditEntry[]>
}

export interface AuditWriter {
  insert(entry: AuditEntry): Promise<void>
}
