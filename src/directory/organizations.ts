import { fold } from '../scim/text'
import { urns } from '../scim/urns'
import type { Connection } from './connection'
import type { Dependencies } from './directory'
import { useFirstRun } from './first-run'
import { userKeys } from './keys'
import type { Entrance } from './links'
import type { Organization } from './organization'
import { refuseWeak } from './password-rule'
import { Refusal } from './refusal'
import { defaultOrganizationSettings, defaultSettings } from './settings'
import { auditEntry, operator, type Staff } from './staff'
import { hashOf, mint } from './token'

export interface Organizations {
  /**
   * Makes an organization, its owner, a first connection and its token, which is shown this once.
   * Errors: Refusal conflict where the organization exists, invalid where a field is unusable, forbidden where a link to the
   * first run is not good.
   */
  setUp(input: SetUpInput): Promise<SetUp>
  organizations(): Promise<readonly Organization[]>
  /**
   * By id, by slug, written as a name too, or by name without regard to case. Nobody by a name that several have: each
   * organization chooses its own, and none may stand in for another.
   */
  findOrganization(name: string): Promise<Organization | undefined>
}

export interface SetUpInput {
  readonly organization: string
  readonly owner: string
  readonly password: string
  /** The owner does it, by a link that this uses up; without one it is done by command. */
  readonly firstRun?: { readonly link: string; readonly ip?: string }
}

export interface SetUp {
  readonly organization: { readonly id: string; readonly slug: string; readonly name: string }
  readonly owner: { readonly email: string }
  readonly connection: { readonly id: string; readonly name: string }
  readonly token: string
  /** The owner's, for whoever has set a password just now. */
  readonly entrance: Entrance
}

export function organizations({ store, now, newId, randomBytes, hashPassword }: Dependencies): Organizations {
  return {
    async setUp({ organization: name, owner: email, password, firstRun }) {
      const organization: Organization = {
        id: newId(),
        slug: slugOf(name),
        name: name.trim(),
        created: now(),
        settings: defaultOrganizationSettings,
      }
      const complaint = complaintAboutName(name) ?? complaintAboutAddress(email)
      if (complaint) throw new Refusal('invalid', complaint)
      refuseWeak(password)
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
      const by: Staff = firstRun
        ? {
            organizationId: organization.id,
            role: 'owner',
            actor: { kind: 'person', id },
            name: email,
            ...(firstRun.ip !== undefined && { ip: firstRun.ip }),
          }
        : operator(organization.id)
      await store.write(async (tx) => {
        if (firstRun) await useFirstRun(tx, firstRun.link, organization.created)
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
          actor: by.actor,
          time: organization.created,
          version: 1,
          after: document,
        })
        const target = { type: 'organization', id: organization.id, name: organization.name } as const
        await tx.audit.insert(auditEntry(by, organization.created, 'organization.created', target, { owner: email }))
      })
      const { slug } = organization
      return {
        organization: { id: organization.id, slug, name: organization.name },
        owner: { email },
        connection: { id: connection.id, name: connection.name },
        token,
        entrance: { userId: id, stamp: hashOf(passwordHash) },
      }
    },

    organizations: () => store.organizations.list(),

    async findOrganization(name) {
      for (const slug of [name, slugOf(name)]) {
        const found = (await store.organizations.find(slug)) ?? (await store.organizations.findBySlug(slug))
        if (found) return found
      }
      const called = (await store.organizations.list()).filter((each) => fold(each.name) === fold(name))
      return called.length === 1 ? called[0] : undefined
    },
  }
}

/** What is wrong with an owner's e-mail address, in a sentence. */
export function complaintAboutAddress(email: string): string | undefined {
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) return `${email} is not an e-mail address.`
  return email.length > 320 ? 'The e-mail address may have at most 320 characters.' : undefined
}

/** What is wrong with the name of an organization, in a sentence. */
export function complaintAboutName(name: string): string | undefined {
  if (/\p{Cc}/u.test(name.trim())) return 'The name of an organization can have no line breaks or control characters.'
  return slugOf(name) && name.length <= 200
    ? undefined
    : 'The name of an organization needs a letter or a digit, and at most 200 characters.'
}

/** The name as it can stand in a URL; empty where nothing of it can. */
function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
}
