import type { Change } from './change'
import type { Group } from './group'
import type { RoleGiver } from './person'
import type { GroupRole, Role } from './user'

/** A group of an organization as its staff see it, deleted ones too. */
export interface Roster extends Group {
  readonly name: string
  readonly deletedAt?: number
}

/** Which of an organization's groups are listed, of those that are not deleted. */
export interface RosterFilter {
  /** Those of this connection; `null` stands for those without one. */
  readonly connectionId?: string | null
  /** Those that give this role; `any` stands for those that give one. */
  readonly role?: GroupRole | 'any'
  /** Each must be part of the name; as `plain` has them. */
  readonly words?: readonly string[]
}

/** A page of groups by name that goes on from one of them, by its id; it is at the list's beginning where there is none. */
export interface RosterQuery extends RosterFilter {
  readonly from?: string
  readonly direction: 'forward' | 'backward'
  readonly limit: number
}

export interface RosterPage {
  /** In the list's order, whichever the direction. */
  readonly items: readonly Roster[]
  readonly total: number
  /** Whether there are more in the direction. */
  readonly isMore: boolean
}

/** Somebody or a group that is directly in a group. */
export interface RosterMember {
  /** Where it stands in the group, in the order of joining. */
  readonly position: number
  readonly type: 'User' | 'Group'
  readonly id: string
  readonly document: string
  /** Of a person. */
  readonly active?: boolean
  /** Of a group. */
  readonly memberCount?: number
}

export interface RosterMemberQuery {
  /** As for groups; of people, a part of a name, the userName or an address. */
  readonly words?: readonly string[]
  readonly type?: RosterMember['type']
  /** A position. */
  readonly from?: number
  readonly direction: 'forward' | 'backward'
  readonly limit: number
}

export interface RosterMemberPage {
  /** In the order of joining, whichever the direction. */
  readonly items: readonly RosterMember[]
  readonly isMore: boolean
}

/** A change of a group. Of members that came or went: how many, and the ids of those that stand first. */
export interface RosterChange extends Pick<Change, 'action' | 'actor' | 'time' | 'version' | 'after'> {
  readonly id: number
  readonly added: Movement
  readonly removed: Movement
}

export interface Movement {
  readonly count: number
  readonly first: readonly string[]
}

export interface NamedResource {
  readonly type: 'User' | 'Group'
  readonly id: string
  readonly name: string
}

/** Whose effective role is another if a group gives another role: who rises, and who falls. */
export interface RoleEffects {
  readonly gains: Affected
  readonly losses: Affected
}

export interface Affected {
  readonly count: number
  /** How many of them are deactivated, and so have no access whatever their role. */
  readonly inactive: number
  /** Those that stand first by name. */
  readonly people: readonly {
    readonly id: string
    readonly name: string
    readonly active: boolean
    readonly from: Role
    readonly to: Role
  }[]
}

export interface RosterReader {
  find(organizationId: string, id: string): Promise<Roster | undefined>
  list(organizationId: string, query: RosterQuery): Promise<RosterPage>
  members(organizationId: string, id: string, query: RosterMemberQuery): Promise<RosterMemberPage>
  /** The groups that a group is directly in, by name. */
  containing(organizationId: string, id: string, limit: number): Promise<readonly NamedResource[]>
  /** The groups around a group, however far, that give their role to its members as well; the highest role first. */
  roleGivers(organizationId: string, id: string): Promise<readonly RoleGiver[]>
  /** The newest first; only those before the one with the id `before`. `first` is how many members are named of each. */
  changes(
    organizationId: string,
    id: string,
    query: { readonly before?: number; readonly limit: number; readonly first: number },
  ): Promise<readonly RosterChange[]>
  /** The people and groups with these ids, deleted ones too, as far as there are any. */
  named(organizationId: string, ids: readonly string[]): Promise<readonly NamedResource[]>
  /** What giving the role, or none, would do to people in the group, directly or not; `first` is how many are named. */
  roleEffects(organizationId: string, id: string, role: GroupRole | undefined, first: number): Promise<RoleEffects>
}

export interface RosterWriter {
  /** Ends the sessions and links of people in the group, directly or not, who have no access any more; returns how many sessions. */
  signOutMembers(organizationId: string, id: string): Promise<number>
}
