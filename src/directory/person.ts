import type { Condition } from '../scim/condition'
import type { GroupRole, Role, UserWithGroups } from './user'

/** Somebody of an organization as its staff see them, deleted ones too. */
export interface Person extends UserWithGroups {
  /** The higher of `role` and what their groups give. */
  readonly effectiveRole: Role
  readonly deletedAt?: number
}

/** A group that gives a role to somebody who is in it, directly or not. */
export interface RoleGiver {
  readonly id: string
  readonly name: string
  readonly role: GroupRole
}

export const personStates = ['active', 'inactive', 'deleted'] as const
export type PersonState = (typeof personStates)[number]
export const personSorts = ['name', 'created', 'modified'] as const
export type PersonSort = (typeof personSorts)[number]

/** Which of an organization's people are listed. */
export interface PeopleFilter {
  /** All who are not deleted, where absent. */
  readonly state?: PersonState
  /** The effective one. */
  readonly role?: Role
  /** Those of this connection; `null` stands for those without one. */
  readonly connectionId?: string | null
  /** Each must be part of a name, the userName or an address; as `plain` has them. */
  readonly words?: readonly string[]
  readonly condition?: Condition
}

/** A page of people that goes on from one of them; it is at the list's beginning where there is none. */
export interface PeopleQuery extends PeopleFilter {
  readonly sort: PersonSort
  readonly order: 'ascending' | 'descending'
  /** `key` is what the person was sorted by then; what it is now, where absent. */
  readonly from?: { readonly id: string; readonly key?: string | number }
  readonly direction: 'forward' | 'backward'
  readonly limit: number
}

export interface PeoplePage {
  /** In the list's order, whichever the direction. */
  readonly items: readonly (Person & { readonly key: string | number })[]
  readonly total: number
  /** Whether there are more in the direction. */
  readonly isMore: boolean
}

export interface PeopleReader {
  find(organizationId: string, id: string): Promise<Person | undefined>
  /** The highest role first. */
  roleGivers(organizationId: string, id: string): Promise<readonly RoleGiver[]>
  list(organizationId: string, query: PeopleQuery): Promise<PeoplePage>
}

export interface PeopleWriter {
  /**
   * Removes for good, with all that hangs on them, up to so many of those who were deleted before a time (ms); returns how
   * many. What happened to them stays.
   */
  purge(before: number, limit: number): Promise<number>
}
