import type { ResourceType } from '../scim/attribute'
import type { JsonObject } from '../scim/json'
import type { Dependencies } from './directory'
import { parse } from './document'
import { type GroupRoles, groupRoles } from './group-roles'
import type { KnownTypes } from './known-types'
import type { RoleGiver } from './person'
import type { NamedResource, RosterMemberPage, RosterMemberQuery, RosterPage, RosterQuery } from './roster'
import { type RosterHistory, rosterHistory } from './roster-history'
import { type Owned, rosterOf } from './roster-rules'
import { demand, type Staff } from './staff'

/** What staff may see of the groups of their organization, and the roles that groups give. Errors: Refusal. */
export interface Rosters extends GroupRoles {
  list(by: Staff, query: RosterQuery): Promise<RosterPage>
  /** Deleted ones too. */
  read(by: Staff, id: string): Promise<RosterDetails>
  members(by: Staff, id: string, query: RosterMemberQuery): Promise<RosterMemberPage>
  /** Only what was before a change, where one is named by its id. */
  history(by: Staff, id: string, before?: number): Promise<RosterHistory>
}

export interface RosterDetails extends Owned {
  readonly type: ResourceType
  readonly resource: JsonObject
  /** Groups around it that give their role to its members as well, the highest first. */
  readonly roleGivers: readonly RoleGiver[]
  /** The groups that it is directly in, and those that are directly in it; of many, those that stand first. */
  readonly containing: readonly NamedResource[]
  readonly contained: readonly NamedResource[]
}

/** How many groups around a group and in it are named. */
const mostAround = 50

export function rosters(dependencies: Dependencies, types: KnownTypes): Rosters {
  const { store } = dependencies
  return {
    ...groupRoles(dependencies),
    history: rosterHistory(dependencies),

    async list(by, query) {
      demand(by, 'viewer', 'see groups')
      return store.rosters.list(by.organizationId, query)
    },

    async read(by, id) {
      demand(by, 'viewer', 'see groups')
      const { organizationId } = by
      const owned = await rosterOf(store, by, id)
      const { group } = await types.ofOrganization(organizationId)
      const inside = { type: 'Group', direction: 'forward', limit: mostAround } as const
      const { items } = await store.rosters.members(organizationId, id, inside)
      return {
        ...owned,
        type: group,
        resource: parse(owned.roster),
        roleGivers: await store.rosters.roleGivers(organizationId, id),
        containing: await store.rosters.containing(organizationId, id, mostAround),
        contained: items.map((item) => ({ type: 'Group', id: item.id, name: String(parse(item).displayName) })),
      }
    },

    async members(by, id, query) {
      demand(by, 'viewer', 'see groups')
      await rosterOf(store, by, id)
      return store.rosters.members(by.organizationId, id, query)
    },
  }
}
