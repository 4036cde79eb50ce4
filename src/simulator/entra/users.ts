import { urns } from '../../scim/urns'
import { idOf } from '../answer'
import { changes, creates, finds, findsNothing, reads, removes } from '../judgement'
import { userPath } from '../path'
import { guid, type Person, person } from '../person'
import { away, forEach, type Phase } from '../phase'
import type { Session } from '../session'
import { edit } from './edits'

export function createUsers({ client, run, random, users, userIds }: Session): Phase {
  return {
    name: 'create users',
    count: users,
    async step(index) {
      const somebody = person(run, index)
      const path = lookup(somebody.userName)
      const match = await client.send({ operation: 'find user', method: 'GET', path, judge: findsNothing })
      if (match.complaint !== undefined) return
      const profile = profileOf(somebody, guid(random), index)
      const body = { schemas: [urns.user, urns.enterpriseUser], ...profile, meta: { resourceType: 'User' }, roles: [] }
      const judge = creates(profile)
      const id = idOf(
        (await client.send({ operation: 'create user', method: 'POST', path: '/Users', body, judge })).body,
      )
      if (id !== undefined) userIds.set(index, id)
    },
  }
}

/** Changes every user in each of Entra's styles, then reads whether all arrived. Everybody reports to the first person. */
export function updateUsers(session: Session): Phase {
  const { client, run, users, userIds } = session
  return forEach('update users', users, userIds, async (id, index) => {
    const read = { method: 'GET', path: userPath(id) } as const
    const current = await client.send({ ...read, operation: 'read user', judge: reads(id) })
    if (current.complaint !== undefined) return

    const { edits, edited } = edit(person(run, index), index === 0 ? undefined : userIds.get(0))
    for (const { operation, Operations } of edits) {
      const body = { schemas: [urns.patchOp], Operations }
      const outcome = await client.send({ operation, method: 'PATCH', path: userPath(id), body, judge: changes() })
      if (outcome.complaint !== undefined) return
    }
    await client.send({ ...read, operation: 'read changed user', judge: reads(id, edited) })
  })
}

/** Each person is disabled and enabled again, a few at a time. Entra must still find those that it has disabled. */
export function disableAndEnableUsers(session: Session): Phase {
  const { client, run, users, userIds } = session
  const phase = forEach('disable and enable users', users, userIds, async (id, index) => {
    if (!(await setActive(session, 'disable user', id, index, false))) return
    const found = { operation: 'find disabled user', method: 'GET', path: lookup(person(run, index).userName) } as const
    await client.send({ ...found, judge: finds(id, { active: false }) })
    if (!(await setActive(session, 'enable user', id, index, true))) return
    const judge = reads(id, { active: true })
    await client.send({ operation: 'read enabled user', method: 'GET', path: userPath(id), judge })
  })
  return { ...phase, atOnce: away(users) }
}

export function removeUsers({ client, users, userIds }: Session): Phase {
  return forEach('delete users', users, userIds, (id) =>
    client.send({ operation: 'delete user', method: 'DELETE', path: userPath(id), judge: removes }),
  )
}

/** Entra's older shape writes "False" as text: every other user gets it. */
async function setActive(
  { client }: Session,
  operation: string,
  id: string,
  index: number,
  active: boolean,
): Promise<boolean> {
  const value = index % 2 === 0 ? (active ? 'True' : 'False') : active
  const body = { schemas: [urns.patchOp], Operations: [{ op: 'Replace', path: 'active', value }] }
  const judge = changes({ active })
  const outcome = await client.send({ operation, method: 'PATCH', path: userPath(id), body, judge })
  return outcome.complaint === undefined
}

/** The enterprise schema is always announced, but every other user has nothing in it. */
function profileOf(somebody: Person, externalId: string, index: number) {
  const { userName, givenName, familyName, displayName, title, department } = somebody
  return {
    externalId,
    userName,
    active: true,
    displayName,
    title,
    emails: [{ primary: true, type: 'work', value: userName }],
    name: { formatted: displayName, familyName, givenName },
    ...(index % 2 === 0 && { [urns.enterpriseUser]: { department } }),
  }
}

function lookup(userName: string): string {
  return `/Users?${new URLSearchParams({ filter: `userName eq "${userName}"` })}`
}
