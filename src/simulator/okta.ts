import { isList } from './judgement'
import { addMembers, changeGroups, pushGroups, removeGroups } from './okta/groups'
import { importEverything } from './okta/import'
import { createUsers, deactivateAndReactivateUsers, unassignUsers, updateProfiles } from './okta/users'
import type { Provider } from './provider'

/** Okta, as an app of its integration network provisions: PUT for profiles, PATCH for `active` and groups, no DELETE of users. */
export const okta: Provider = {
  name: 'Okta',
  headers: {
    'User-Agent': 'Okta SCIM Client 1.0.0',
    Accept: 'application/scim+json',
    'Accept-Charset': 'utf-8',
    'Accept-Encoding': 'gzip,deflate',
  },
  contentType: 'application/scim+json; charset=utf-8',

  async connect({ client }) {
    const test = { operation: 'test connection', method: 'GET', judge: isList } as const
    const users = await client.send({ ...test, path: '/Users?startIndex=1&count=2' })
    if (users.complaint === undefined) await client.send({ ...test, path: '/Groups?startIndex=1&count=100' })
    return users
  },

  note: 'Only a tenth of the users was unassigned: servers with a safeguard, such as Rollcall, stop a provider that takes away many at once.',

  phases: (session) => [
    createUsers(session),
    updateProfiles(session),
    pushGroups(session),
    addMembers(session),
    changeGroups(session),
    importEverything(session),
    deactivateAndReactivateUsers(session),
    unassignUsers(session),
    removeGroups(session),
  ],
}
