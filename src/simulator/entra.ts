import { addMembers, changeGroups, createGroups, removeGroups } from './entra/groups'
import { createUsers, disableAndEnableUsers, removeUsers, updateUsers } from './entra/users'
import { findsNothing } from './judgement'
import { guid } from './person'
import type { Provider } from './provider'

/** Microsoft Entra ID, with what it sends by default (the older shapes) and with what its flag aadOptscim062020 changes. */
export const entra: Provider = {
  name: 'Microsoft Entra ID',
  headers: { Accept: 'application/scim+json', 'User-Agent': '' },
  contentType: 'application/scim+json; charset=utf-8',

  connect({ client, random }) {
    const path = `/Users?${new URLSearchParams({ filter: `userName eq "${guid(random)}"` })}`
    return client.send({ operation: 'test connection', method: 'GET', path, judge: findsNothing })
  },

  phases: (session) => [
    createUsers(session),
    updateUsers(session),
    createGroups(session),
    addMembers(session),
    changeGroups(session),
    disableAndEnableUsers(session),
    removeUsers(session),
    removeGroups(session),
  ],
}
