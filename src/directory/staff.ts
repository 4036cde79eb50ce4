import type { AuditAction, AuditEntry } from './audit-entry'
import type { Actor } from './change'
import { Refusal } from './refusal'
import type { Role } from './user'

/** Who administers an organization, whichever way they came in. */
export interface Staff {
  readonly organizationId: string
  readonly role: Role
  readonly actor: Actor
  /** What the actor is called, for the audit log. */
  readonly name?: string
  readonly ip?: string
}

/** Whoever runs commands on the machine: may do everything. */
export function operator(organizationId: string): Staff {
  return { organizationId, role: 'owner', actor: { kind: 'command' } }
}

const ranks: Readonly<Record<Role, number>> = { member: 0, viewer: 1, admin: 2, owner: 3 }

export function isAtLeast(role: Role, least: Role): boolean {
  return ranks[role] >= ranks[least]
}

/** The higher of two roles. */
export function higher(one: Role, other: Role): Role {
  return isAtLeast(one, other) ? one : other
}

/** Errors: Refusal forbidden for whoever's role is lower. `deed` goes on from "may not". */
export function demand({ role }: Pick<Staff, 'role'>, least: Role, deed: string): void {
  if (!isAtLeast(role, least))
    throw new Refusal('forbidden', `Your role, ${role}, may not ${deed}; ask an ${least} of the organization.`)
}

/** The entry for something that staff did at a time (ms). */
export function auditEntry(
  { organizationId, actor, name, ip }: Staff,
  time: number,
  action: AuditAction,
  target?: AuditEntry['target'],
  details?: AuditEntry['details'],
): AuditEntry {
  return {
    organizationId,
    time,
    actor,
    action,
    ...(name !== undefined && { actorName: name }),
    ...(target && { target }),
    ...(details && { details }),
    ...(ip !== undefined && { ip }),
  }
}
