import { Value } from '@sinclair/typebox/value'
import { differences, named } from './connections'
import type { Dependencies } from './directory'
import type { Organization } from './organization'
import { Refusal } from './refusal'
import { organizationSettings } from './settings'
import { auditEntry, demand, type Staff } from './staff'

export interface OrganizationSettingsDesk {
  /** Changes an organization's name and some of its settings. The short name, by which commands know it, stays. Errors: Refusal. */
  configureOrganization(
    by: Staff,
    changes: { readonly name?: string; readonly settings?: Readonly<Record<string, unknown>> },
  ): Promise<Organization>
}

export function organizationSettingsDesk({ store, now }: Dependencies): OrganizationSettingsDesk {
  return {
    async configureOrganization(by, { name, settings }) {
      demand(by, 'admin', 'change the settings of the organization')
      const called = name === undefined ? undefined : named(name, 'an organization')
      return store.write(async (tx) => {
        const before = await tx.organizations.find(by.organizationId)
        if (!before) throw new Refusal('not_found', 'The organization is gone.')
        const configured = { ...before.settings, ...settings }
        if (!Value.Check(organizationSettings, configured)) {
          const wrong = Value.Errors(organizationSettings, configured).First()
          throw new Refusal('invalid', `The setting ${wrong?.path.slice(1)} cannot be ${JSON.stringify(wrong?.value)}.`)
        }
        const after = { ...before, name: called ?? before.name, settings: configured }
        const details = {
          ...differences({ name: before.name }, { name: after.name }),
          ...differences(before.settings, configured),
        }
        if (Object.keys(details).length === 0) return before
        await tx.organizations.update(after)
        const target = { type: 'organization', id: before.id, name: after.name } as const
        await tx.audit.insert(auditEntry(by, now(), 'organization.configured', target, details))
        return after
      })
    },
  }
}
