import type { Condition } from '../scim/condition'
import type { Page, Query, Scope, Stored, Walk } from './stored-resource'
import type { GroupRole } from './user'

export interface Group extends Stored {
  readonly memberCount: number
  /** What its members, direct and indirect, may do in the console. */
  readonly role?: GroupRole
}

export interface GroupKeys {
  /** Folded. */
  readonly displayName: string
  /** Folded; set where the name must be unique in the connection. */
  readonly uniqueName?: string
  readonly externalId?: string
  /** As in UserKeys. */
  readonly folded?: string
}

export interface GroupReader {
  /** Under `includeUnowned`, groups without a connection are seen as well. */
  find(scope: Scope, id: string): Promise<Group | undefined>
  list(scope: Scope, query: Query): Promise<Page<Group>>
  walk(scope: Scope, walk: Walk): Promise<readonly Group[]>
  /** The group of the connection that claims this folded name as unique. */
  findByUniqueName(connectionId: string, uniqueName: string): Promise<Group | undefined>
  nameOf(organizationId: string, id: string): Promise<string | undefined>
}

export interface NewGroup extends Stored {
  readonly keys: GroupKeys
}

export interface GroupWriter {
  insert(group: NewGroup): Promise<void>
  /** As UserWriter.update. */
  update(group: NewGroup): Promise<boolean>
  /** What its members may do in the console; whether there is such a group. */
  setRole(organizationId: string, id: string, role: GroupRole | undefined): Promise<boolean>
  /** As UserWriter.delete: returned are the groups that this one was a member of. */
  delete(group: Stored, time: number): Promise<readonly Group[]>
}

export interface Member {
  readonly value: string
  readonly type: 'User' | 'Group'
  /** What was sent as the member's display name, else what the member is called now. */
  readonly display?: string
}

export interface MemberReader {
  /** All members in the order they were added. */
  list(groupId: string): Promise<readonly Member[]>
  /** The members of several groups, by group id. */
  listOf(groupIds: readonly string[]): Promise<ReadonlyMap<string, readonly Member[]>>
}

export interface NewMember {
  readonly value: string
  /** What the client called the member, if it did. */
  readonly display?: string
}

export interface MemberWriter {
  /**
   * Adds those that are not yet members. Each id must be a user or a group in the scope; the first that is not is
   * returned as `missing`, and then nothing was added. Cost depends on the members named, not on the group's size.
   */
  add(
    scope: Scope,
    groupId: string,
    members: readonly NewMember[],
  ): Promise<{ readonly added: readonly string[]; readonly missing?: string }>
  /** Removes those that are members; returns their ids. */
  remove(groupId: string, ids: readonly string[]): Promise<readonly string[]>
  /** Removes the members that meet the condition, whose targets are relative to a Member; all, where there is none. */
  removeWhere(groupId: string, condition?: Condition): Promise<readonly string[]>
  /** Whether the group is among the members of a member, however deep, or is that member itself. */
  reaches(groupId: string, memberId: string): Promise<boolean>
}
