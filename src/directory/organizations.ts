import { fold } from '../scim/text'
import { urns } from '../scim/urns'
import type { Dependencies } from './directory'
import { userKeys } from './keys'
import type { Connection, Organization } from './model'
import { Refusal } from './refusal'
import { defaultOrganizationSettings, defaultSettings } from './settings'
import { auditEntry, operator } from './staff'
import { hashOf, mint } from './token'

export interface Organizations {
  /**
   * Makes an organization, its owner, a first connection and its token, which is shown this once.
   * Errors: Refusal conflict where the organization exists, invalid where a field is unusable.
   */
  setUp(input: { readonly organization: string; readonly owner: string; readonly password: string }): Promise<SetUp>
  organizations(): Promise<readonly Organization[]>
  /** By id, slug, or name without regard to case. */
  findOrganization(name: string): Promise<Organization | undefined>
}

export interface SetUp {
  readonly organization: { readonly id: string; readonly slug: string; readonly name: string }
  readonly owner: { readonly email: string }
  readonly connection: { readonly id: string; readonly name: string }
  readonly token: string
}

export function organizations({ store, now, newId, randomBytes, hashPassword }: Dependencies): Organizations {
  return {
    async setUp({ organization: name, owner: email, password }) {
      const organization: Organization = {
        id: newId(),
        slug: slugOf(name),
        name: name.trim(),
        created: now(),
        settings: defaultOrganizationSettings,
      }
      if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new Refusal('invalid', `${email} is not an e-mail address.`)
      if (password.length < 12) throw new Refusal('invalid', 'The password needs at least 12 characters.')
      const passwordHash = await hashPassword(password)
      const connection: Connection = {
        id: newId(),
        organizationId: organization.id,
        name: 'Identity provider',
        kind: 'scim',
        settings: defaultSettings,
        created: organization.created,
      }
      const token = mint(randomBytes)
      const id = newId()
      const resource = {
        schemas: [urns.user],
        id,
        userName: email,
        active: true,
        emails: [{ value: email, type: 'work', primary: true }],
      }
      const document = JSON.stringify(resource)
      await store.write(async (tx) => {
        if (await tx.organizations.findBySlug(organization.slug)) {
          throw new Refusal(
            'conflict',
            `An organization called ${organization.name} exists already; choose another name.`,
          )
        }
        await tx.organizations.insert(organization)
        await tx.connections.insert(connection)
        await tx.tokens.insert({
          id: newId(),
          connectionId: connection.id,
          name: 'first',
          hash: hashOf(token),
          created: organization.created,
        })
        const owner = {
          id,
          organizationId: organization.id,
          document,
          version: 1,
          created: organization.created,
          modified: organization.created,
        }
        await tx.users.insert({ ...owner, source: 'manual', role: 'owner', keys: userKeys(resource, document) })
        await tx.credentials.put(id, passwordHash)
        await tx.changes.insert({
          organizationId: organization.id,
          resourceType: 'User',
          resourceId: id,
          action: 'created',
          actor: { kind: 'command' },
          time: organization.created,
          version: 1,
          after: document,
        })
        const { id: organizationId } = organization
        const target = { type: 'organization', id: organizationId, name: organization.name } as const
        await tx.audit.insert(
          auditEntry(operator(organizationId), organization.created, 'organization.created', target, { owner: email }),
        )
      })
      const { slug } = organization
      return {
        organization: { id: organization.id, slug, name: organization.name },
        owner: { email },
        connection: { id: connection.id, name: connection.name },
        token,
      }
    },

    organizations: () => store.organizations.list(),

    async findOrganization(name) {
      const found = (await store.organizations.find(name)) ?? (await store.organizations.findBySlug(name))
      return found ?? (await store.organizations.list()).find((organization) => fold(organization.name) === fold(name))
    },
  }
}

/** A name as it can stand in a URL. */
function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  if (!slug || name.length > 200)
    throw new Refusal('invalid', 'The name of an organization needs a letter or a digit, and at most 200 characters.')
  return slug
}
