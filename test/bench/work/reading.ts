import { urns } from '../../../src/scim/urns'
import { filtered, request } from '../load/request'
import { employeeNumberOf, externalIdOf, userNameOf } from '../people'
import { ok, type Theme } from './theme'

/** Single people, by id and by what identity providers match them with. */
export const reading: readonly Theme[] = [
  {
    name: 'get one',
    make: ({ seeded: { sample, token } }) => ({
      requests: sample.map(({ id }) => request('GET', `/Users/${id}`, token)),
      statuses: ok,
      contains: '"id":',
    }),
  },
  matching('filter userName', (number) => `userName eq "${userNameOf(number)}"`),
  matching('filter externalId', (number) => `externalId eq "${externalIdOf(number)}"`),
  matching('filter e-mail', (number) => `emails.value eq "person.${number}@home.example"`),
  matching(
    'filter employeeNumber',
    (number) => `${urns.enterpriseUser}:employeeNumber eq "${employeeNumberOf(number)}"`,
  ),
  // Nothing but looking at everybody will do.
  matching('filter userName co', (number) => `userName co "${number}"`, 1),
]

/** What an index answers whatever the size of the directory. */
export const indexed = ['filter userName', 'filter externalId', 'filter e-mail', 'filter employeeNumber']

function matching(name: string, filter: (number: string) => string, connections?: number): Theme {
  return {
    name,
    make: ({ seeded: { sample, token } }) => ({
      requests: sample.map(({ number }) => request('GET', filtered('/Users', filter(number)), token)),
      statuses: ok,
      contains: '"totalResults":1,',
      ...(connections !== undefined && { connections }),
    }),
  }
}
