import { restorable } from '../../../directory/people'
import type { PersonDetails } from '../../../directory/person-rules'
import { Refusal } from '../../../directory/refusal'
import { isAtLeast } from '../../../directory/staff'
import type { ResourceType } from '../../../scim/attribute'
import type { JsonObject } from '../../../scim/json'
import type { Visit } from '../visit'

/** Somebody, and what whoever looks may do with them; the directory judges again when they do it. */
export interface Shown extends PersonDetails {
  readonly type: ResourceType
  readonly resource: JsonObject
  /** Whether no connection owns them. */
  readonly isOurs: boolean
  /** Whether whoever looks may change people, and this one. */
  readonly mayTouch: boolean
  /** Until when (ms), once they are deleted. */
  readonly restorableUntil: number
}

/** The person whose id stands in the path. Errors: Refusal not_found. */
export async function shownFor(visit: Visit): Promise<Shown> {
  const { directory, staff } = visit
  const details = await directory.people.read(staff, visit.param('id'))
  const { person, isOwned } = details
  return {
    ...details,
    isOurs: !isOwned,
    mayTouch: isAtLeast(staff.role, person.role === 'owner' ? 'owner' : 'admin'),
    restorableUntil: (person.deletedAt ?? 0) + restorable,
  }
}

/** Errors: Refusal conflict or forbidden where a page would offer what the directory refuses anyway. */
export function refuseOwned({ person, isOurs, mayTouch, connection, resource }: Shown): void {
  const name = String(resource.userName)
  if (person.deletedAt !== undefined) throw new Refusal('conflict', `${name} is deleted; restore the account first.`)
  if (!mayTouch) throw new Refusal('forbidden', `${name} is an owner; only owners change owners.`)
  if (!isOurs) throw new Refusal('forbidden', `${connection?.name} owns ${name}: change them there.`)
}
