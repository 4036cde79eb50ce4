import { advice, check, type Known, theme } from '../check'
import { expectRefusal, expectStatus, resourceIn } from '../expect'
import { literal, users } from '../query'
import { without } from '../server'
import type { Session } from '../session'
import { createUser, draft, noUsers, replacement } from '../specimen'
import { fail } from '../verdict'
import { texts } from '../vocabulary'

export const removal = theme(
  'Deleting resources',
  [
    check('RFC 7644 §3.6', 'answers DELETE with 204 and no body', answersDeleted),
    check('RFC 7644 §3.6', 'answers 404 to GET, PUT and DELETE of what was deleted', isGone),
    check('RFC 7644 §3.6', 'answers 404 to PATCH of what was deleted', isGoneForPatch, { unless: without('patch') }),
    check('RFC 7644 §3.6', 'leaves what was deleted out of lists', isUnlisted, { unless: without('filter') }),
    advice('RFC 7644 §3.6', 'lets a userName be used again after its user was deleted', freesName),
    check('RFC 7644 §3.12', 'answers 404 to DELETE of an id that never existed', knowsNoStranger),
  ],
  { unless: noUsers },
)

async function deleted(session: Session): Promise<Known> {
  const user = await createUser(session)
  expectStatus(await session.delete(user.path), 204)
  return user
}

async function answersDeleted(session: Session): Promise<void> {
  const user = await createUser(session)
  const answer = await session.delete(user.path)
  expectStatus(answer, 204)
  if (answer.text !== '') fail('204 has a body', answer)
}

async function isGone(session: Session): Promise<void> {
  const user = await deleted(session)
  expectRefusal(await session.get(user.path), [404])
  expectRefusal(await session.put(user.path, replacement(session, user)), [404])
  expectRefusal(await session.delete(user.path), [404])
}

async function isGoneForPatch(session: Session): Promise<void> {
  const [path] = texts(session.server)
  const user = await deleted(session)
  expectRefusal(await session.patch(user.path, [{ op: 'replace', path, value: 'Captain' }]), [404])
}

async function isUnlisted(session: Session): Promise<void> {
  const user = await deleted(session)
  const { answer, ids } = await users(session, { filter: `userName eq ${literal(String(user.body.userName))}` })
  if (ids.length > 0) fail('a user who was deleted is found', answer)
}

async function freesName(session: Session): Promise<void> {
  const user = await deleted(session)
  const { userName = '' } = user.body
  const answer = await session.post(user.type.endpoint, draft(session, user.type, { userName }))
  if (resourceIn(answer, 201).id === user.id) fail('the id was given again', answer)
}

async function knowsNoStranger(session: Session): Promise<void> {
  const { type } = await createUser(session)
  expectRefusal(await session.delete(`${type.endpoint}/${session.unique('nobody')}`), [404])
}
