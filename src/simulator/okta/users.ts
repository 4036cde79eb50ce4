import { isObject } from '../../scim/json'
import { urns } from '../../scim/urns'
import { idOf } from '../answer'
import { changes, creates, finds, findsNothing, reads } from '../judgement'
import { userPath } from '../path'
import { type Person, person, word } from '../person'
import { away, forEach, leaving, type Phase } from '../phase'
import type { Session } from '../session'

export function createUsers({ client, run, random, users, userIds }: Session): Phase {
  return {
    name: 'create users',
    count: users,
    async step(index) {
      const somebody = person(run, index)
      const path = lookup(somebody.userName)
      const match = await client.send({ operation: 'find user', method: 'GET', path, judge: findsNothing })
      if (match.complaint !== undefined) return
      const profile = profileOf(somebody)
      const body = {
        schemas: [urns.user],
        ...profile,
        locale: 'en_US',
        externalId: `00u${word(random, 17)}`,
        groups: [],
        password: password(random),
      }
      const judge = creates(profile)
      const id = idOf(
        (await client.send({ operation: 'create user', method: 'POST', path: '/Users', body, judge })).body,
      )
      if (id !== undefined) userIds.set(index, id)
    },
  }
}

/** Okta reads the resource, lays the changed profile over it, and sends everything back, read-only attributes included. */
export function updateProfiles(session: Session): Phase {
  const { client, run, random } = session
  return forEach('update profiles', session.users, session.userIds, async (id, index) => {
    const somebody = person(run, index)
    const path = userPath(id)
    const judge = reads(id, profileOf(somebody))
    const current = await client.send({ operation: 'read user', method: 'GET', path, judge })
    if (current.complaint !== undefined || !isObject(current.body)) return
    const profile = profileOf(married(somebody))
    const body = { ...current.body, ...profile, password: password(random) }
    await client.send({ operation: 'update profile', method: 'PUT', path, body, judge: reads(id, profile) })
  })
}

/** Each person is deactivated and comes back, a few at a time. */
export function deactivateAndReactivateUsers(session: Session): Phase {
  const { client, run, users, userIds } = session
  const phase = forEach('deactivate and reactivate users', users, userIds, async (id, index) => {
    const profile = profileOf(married(person(run, index)))
    const path = userPath(id)
    if (!(await setActive(session, 'deactivate user', id, false))) return
    const inactive = { ...profile, active: false }
    await client.send({ operation: 'read deactivated user', method: 'GET', path, judge: reads(id, inactive) })
    const found = { operation: 'find deactivated user', method: 'GET', path: lookup(profile.userName) } as const
    await client.send({ ...found, judge: finds(id, { active: false }) })
    if (!(await setActive(session, 'reactivate user', id, true))) return
    await client.send({ operation: 'read reactivated user', method: 'GET', path, judge: reads(id, profile) })
  })
  return { ...phase, atOnce: away(users) }
}

/** Taking a person off the application is a deactivation: Okta never deletes users. */
export function unassignUsers(session: Session): Phase {
  return forEach('unassign a tenth of the users', leaving(session.users), session.userIds, (id) =>
    setActive(session, 'unassign user', id, false),
  )
}

async function setActive({ client }: Session, operation: string, id: string, active: boolean): Promise<boolean> {
  const body = { schemas: [urns.patchOp], Operations: [{ op: 'replace', value: { active } }] }
  const judge = changes({ active })
  const outcome = await client.send({ operation, method: 'PATCH', path: userPath(id), body, judge })
  return outcome.complaint === undefined
}

function profileOf({ userName, givenName, familyName, displayName }: Person) {
  return {
    userName,
    name: { givenName, familyName },
    emails: [{ primary: true, value: userName, type: 'work' }],
    displayName,
    active: true,
  }
}

function married({ givenName, familyName, ...somebody }: Person): Person {
  const name = `${familyName}-Lindqvist`
  return { ...somebody, givenName, familyName: name, displayName: `${givenName} ${name}` }
}

function password(random: () => number): string {
  return `${word(random, 12)}.Aa1`
}

/** `filter=userName+eq+%22jane%40example.com%22&startIndex=1&count=100`: blanks as +, and @ encoded. */
function lookup(userName: string): string {
  const query = new URLSearchParams({ filter: `userName eq "${userName}"`, startIndex: '1', count: '100' })
  return `/Users?${query}`
}
