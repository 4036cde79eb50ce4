import type { Dependencies } from './directory'
import { Refusal } from './refusal'
import type { RoleEffects, Roster } from './roster'
import { livingRoster } from './roster-rules'
import { auditEntry, demand, type Staff } from './staff'
import type { GroupRole } from './user'

/** What people may do in the console because of the groups they are in, directly or not. */
export interface GroupRoles {
  /** Who would gain or lose what if the group gave this role, or none. Errors: Refusal. */
  previewRole(by: Staff, id: string, role: GroupRole | undefined): Promise<RolePreview>
  /** Errors: Refusal, `stale` where what was seen is no longer so. */
  changeRole(by: Staff, id: string, seen: SeenPreview, role: GroupRole | undefined): Promise<void>
}

export interface RolePreview extends RoleEffects {
  readonly roster: Roster
}

/** What whoever decided has seen: the group's version and role, and how many people would gain and lose. */
export interface SeenPreview {
  readonly version: number
  readonly role: GroupRole | undefined
  readonly gains: number
  readonly losses: number
}

/** How many people are named on either side. */
export const mostNamed = 50

const deed = 'decide which role a group gives'

export function groupRoles({ store, now }: Pick<Dependencies, 'store' | 'now'>): GroupRoles {
  return {
    async previewRole(by, id, role) {
      demand(by, 'owner', deed)
      const { roster } = await livingRoster(store, by, id)
      return { roster, ...(await store.rosters.roleEffects(by.organizationId, id, role, mostNamed)) }
    },

    async changeRole(by, id, seen, role) {
      demand(by, 'owner', deed)
      // Not in the unit: everybody would wait while everybody is looked at.
      const { gains, losses } = await store.rosters.roleEffects(by.organizationId, id, role, 0)
      await store.write(async (tx) => {
        const { roster } = await livingRoster(tx, by, id)
        const isSeen = roster.version === seen.version && roster.role === seen.role
        if (!isSeen || gains.count !== seen.gains || losses.count !== seen.losses)
          throw new Refusal(
            'stale',
            `${roster.name} or the people in it changed meanwhile; look at who gains and loses now, and confirm again.`,
          )
        if (roster.role === role) return
        await tx.groups.setRole(by.organizationId, id, role)
        await tx.rosters.signOutMembers(by.organizationId, id)
        const target = { type: 'group', id, name: roster.name } as const
        const change = { from: roster.role ?? null, to: role ?? null }
        const details = { ...change, gained: gains.count, lost: losses.count }
        await tx.audit.insert(auditEntry(by, now(), 'group.role-changed', target, details))
      })
    },
  }
}
