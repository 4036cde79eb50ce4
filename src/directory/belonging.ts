import type { Actor } from './change'
import { parse } from './document'
import type { Group } from './group'
import { Refusal } from './refusal'
import type { Transaction } from './store'
import type { User, UserKeys } from './user'

/** What holds for people whoever changes them: a connection or the staff. */

/** Errors: Refusal forbidden for somebody without whom the organization would have no owner who is active. */
export async function keepAnOwner(tx: Transaction, user: User): Promise<void> {
  if (user.role === 'owner' && user.active && (await tx.users.countActiveOwners(user.organizationId)) === 1) {
    throw new Refusal(
      'forbidden',
      `${userNameOf(user)} is the last active owner of the organization; make another owner first.`,
    )
  }
}

/** Errors: Refusal conflict where somebody else has a value that nobody else may have. */
export async function refuseTaken(
  tx: Transaction,
  organizationId: string,
  id: string,
  { unique = [] }: UserKeys,
): Promise<void> {
  for (const value of unique) {
    const holder = await tx.users.findByUnique(organizationId, value)
    if (holder !== undefined && holder !== id)
      throw new Refusal('conflict', `Somebody else has the same value of ${value.attribute}, which is unique.`)
  }
}

/** Ends whatever lets the person into the console; their password stays, for when they come back. */
export async function signOut(tx: Transaction, id: string): Promise<void> {
  await tx.sessions.deleteOf(id)
  await tx.links.deleteOf(id)
}

/** Deletes a person: who they were signed in as, and the memberships of groups, each with its change. */
export async function depart(tx: Transaction, user: User, actor: Actor, time: number): Promise<void> {
  await signOut(tx, user.id)
  for (const group of await tx.users.delete(user, time)) await tx.changes.insert(leftBy(group, user.id, actor, time))
}

function leftBy(
  { id, organizationId, connectionId, version, document }: Group,
  member: string,
  actor: Actor,
  time: number,
) {
  return {
    organizationId,
    ...(connectionId && { connectionId }),
    resourceType: 'Group',
    resourceId: id,
    action: 'updated',
    actor,
    time,
    version,
    after: document,
    membersRemoved: [member],
  } as const
}

export function userNameOf(user: Pick<User, 'document'>): string {
  return String(parse(user).userName)
}
