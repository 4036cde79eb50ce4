import type { Connection } from '../../src/directory/connection'
import type { NewGroup } from '../../src/directory/group'
import { groupKeys, userKeys } from '../../src/directory/keys'
import type { Organization } from '../../src/directory/organization'
import type { RequestEvent } from '../../src/directory/request-event'
import { defaultOrganizationSettings, defaultSettings } from '../../src/directory/settings'
import type { Store } from '../../src/directory/store'
import type { Scope } from '../../src/directory/stored-resource'
import type { NewUser, Role } from '../../src/directory/user'
import type { Condition } from '../../src/scim/condition'
import { parseFilter } from '../../src/scim/filter-parser'
import type { JsonObject } from '../../src/scim/json'
import { lenient } from '../../src/scim/leniency'
import { resolve } from '../../src/scim/resolve'
import { groupType, userType } from '../../src/scim/resource-types'

/** Two organizations; Acme has two connections, Globex one. */
export const acme: Organization = {
  id: 'acme',
  slug: 'acme',
  name: 'Acme',
  created: 1,
  settings: defaultOrganizationSettings,
}
export const globex: Organization = {
  id: 'globex',
  slug: 'globex',
  name: 'Globex',
  created: 2,
  settings: defaultOrganizationSettings,
}
export const okta: Connection = connection('okta', acme)
export const entra: Connection = connection('entra', acme)
export const foreign: Connection = connection('foreign', globex)

export function connection(id: string, { id: organizationId }: Organization): Connection {
  return { id, organizationId, name: id, kind: 'scim', settings: defaultSettings, created: 1 }
}

export function scope({ id, organizationId }: Connection, includeUnowned = false): Scope {
  return { organizationId, connectionId: id, includeUnowned }
}

/** A store that knows the organizations and connections above. */
export async function furnish<S extends Store>(store: S): Promise<S> {
  await store.write(async (tx) => {
    for (const organization of [acme, globex]) await tx.organizations.insert(organization)
    for (const each of [okta, entra, foreign]) await tx.connections.insert(each)
  })
  return store
}

interface Circumstances {
  readonly connection?: Connection | undefined
  readonly organization?: Organization
  readonly role?: Role
  readonly version?: number
  readonly time?: number
}

/** A user as the directory would hand it in; `connection` undefined makes somebody without one. */
export function user(id: string, resource: object = {}, circumstances: Circumstances = {}): NewUser {
  const { role = 'member', version = 1, time = 1000, organization = acme } = circumstances
  const owner = 'connection' in circumstances ? circumstances.connection : okta
  const whole: JsonObject = { schemas: [userType.schema.id], id, userName: id, active: true, ...resource }
  const document = JSON.stringify(whole)
  return {
    id,
    organizationId: owner?.organizationId ?? organization.id,
    ...(owner && { connectionId: owner.id }),
    source: owner ? 'scim' : 'manual',
    role,
    document,
    keys: userKeys(whole, document),
    version,
    created: 1000,
    modified: time,
  }
}

export function group(id: string, resource: object = {}, circumstances: Circumstances = {}): NewGroup {
  const { version = 1, time = 1000, organization = acme } = circumstances
  const owner = 'connection' in circumstances ? circumstances.connection : okta
  const whole: JsonObject = { schemas: [groupType.schema.id], id, displayName: id, ...resource }
  const document = JSON.stringify(whole)
  return {
    id,
    organizationId: owner?.organizationId ?? organization.id,
    ...(owner && { connectionId: owner.id }),
    document,
    keys: groupKeys(whole, document, false),
    version,
    created: 1000,
    modified: time,
  }
}

export function event(id: string, more: Partial<RequestEvent> = {}): RequestEvent {
  return { id, time: 1, method: 'GET', path: '/Users', status: 200, duration: 5, ...more }
}

export const usersWhere = (filter: string): Condition => resolve(userType, parseFilter(filter, lenient()), lenient())
export const groupsWhere = (filter: string): Condition => resolve(groupType, parseFilter(filter, lenient()), lenient())
