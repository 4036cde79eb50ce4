import { userNameOf } from './belonging'
import type { Connection } from './connection'
import type { Person, RoleGiver } from './person'
import { Refusal } from './refusal'
import { demand, type Staff } from './staff'
import type { Reader, Transaction } from './store'
import type { NewUser } from './user'

export interface PersonDetails {
  readonly person: Person
  /** Deleted ones too. */
  readonly connection?: Connection
  /** Whether the connection owns the person. */
  readonly isOwned: boolean
  /** Groups that give a role, the highest first. */
  readonly roleGivers: readonly RoleGiver[]
}

export async function detailsOf(
  from: Pick<Reader, 'people' | 'connections'>,
  by: Staff,
  id: string,
): Promise<PersonDetails> {
  const { organizationId } = by
  const person = await from.people.find(organizationId, id)
  if (!person)
    throw new Refusal('not_found', 'There is nobody with this id; whoever was deleted more than 30 days ago is gone.')
  const { connectionId } = person
  const connection = connectionId === undefined ? undefined : await from.connections.find(connectionId)
  const isOwned = connection !== undefined && connection.deletedAt === undefined
  const roleGivers = await from.people.roleGivers(organizationId, id)
  return { person, ...(connection && { connection }), isOwned, roleGivers }
}

/** Somebody whom staff may change, in the version they have seen. */
export async function ours(tx: Transaction, by: Staff, id: string, version: number): Promise<Person> {
  const { person, connection, isOwned } = await detailsOf(tx, by, id)
  refuseDeleted(person)
  if (person.role === 'owner') demand(by, 'owner', 'change an owner')
  if (isOwned)
    throw new Refusal(
      'forbidden',
      `${connection?.name} owns ${userNameOf(person)}: change them there; only the role is given here.`,
    )
  if (person.version !== version) throw changedMeanwhile(person)
  return person
}

export function refuseDeleted(person: Person): void {
  if (person.deletedAt !== undefined)
    throw new Refusal('conflict', `${userNameOf(person)} is deleted; restore the account first.`)
}

export function changedMeanwhile(person: Person): Refusal {
  return new Refusal(
    'stale',
    `${userNameOf(person)} was changed by somebody else meanwhile; look at what it is now, and try again.`,
  )
}

export function byGroup(person: Person, { name, role }: RoleGiver): string {
  return `${userNameOf(person)} has the role ${role} by the group ${name}; take them out of the group, or change the role that it gives.`
}

export async function refuseNamesake(tx: Transaction, { id, organizationId, keys, document }: NewUser): Promise<void> {
  const namesake = await tx.users.findByUserName(organizationId, keys.userName)
  if (namesake && namesake.id !== id)
    throw new Refusal(
      'conflict',
      `The userName ${userNameOf({ document })} belongs to somebody else; give one of the two another.`,
    )
}
