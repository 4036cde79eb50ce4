import { advice, check, observation, theme } from '../check'
import { difference } from '../difference'
import { expectHas, expectNoFault, expectStatus, resourceIn } from '../expect'
import { metaTime, versionOf } from '../instant'
import { expectPatch, expectPatched, expectUntouched, patched } from '../patching'
import { without } from '../server'
import type { Session } from '../session'
import { createUser, noUsers, read } from '../specimen'
import { fail } from '../verdict'
import { flag, plural, texts } from '../vocabulary'

export const patchWhole = theme(
  'PATCH: a request as a whole',
  [
    check('RFC 7644 §3.5.2', 'answers 200 with the entire resource, or 204', answersPatched),
    check('RFC 7644 §3.5.2', 'answers 200 where attributes are asked for', answersAttributes),
    check('RFC 7644 §3.5.2', 'carries operations out in their order', keepsOrder),
    check('RFC 7644 §3.5.2', 'applies an operation to what those before it left', buildsOnEarlier),
    check('RFC 7644 §3.5.2', 'carries out all operations or none', isAtomic),
    check('RFC 7643 §3.1', 'moves meta.lastModified, and leaves meta.created', movesForward),
    check('RFC 7644 §3.5.2', 'loses none of several PATCHes that come at the same time', losesNone),
    advice('RFC 7644 §3.5.2.1', 'leaves meta.lastModified where a replacement changes nothing', leavesTime),
    observation(
      'RFC 7644 §3.5.2',
      'a PATCH without schemas (they are required; Entra leaves them out)',
      withoutSchemas,
    ),
    observation(
      'RFC 7644 §3.5.2',
      'a PATCH without operations (one is required; a validator sends none)',
      withoutOperations,
    ),
  ],
  { unless: (server) => noUsers(server) ?? without('patch')(server) },
)

async function answersPatched(session: Session): Promise<void> {
  const [path] = texts(session.server)
  const user = await createUser(session)
  const answer = await session.patch(user.path, [{ op: 'add', path, value: 'Captain' }])
  expectPatched(answer, user)
  if (answer.status === 204) return
  const now = await read(session, user)
  const wrong = difference(now, resourceIn(answer)) ?? difference(resourceIn(answer), now)
  if (wrong !== undefined) fail(`GET answers something else: ${wrong}`, answer)
}

async function answersAttributes(session: Session): Promise<void> {
  const [path] = texts(session.server)
  const user = await createUser(session)
  const answer = await session.patch(`${user.path}?attributes=userName`, [{ op: 'add', path, value: 'Captain' }])
  const resource = resourceIn(answer)
  expectHas(resource, { id: user.id, userName: user.body.userName, [path]: undefined }, answer)
}

async function keepsOrder(session: Session): Promise<void> {
  const [path] = texts(session.server)
  const user = await createUser(session)
  const operations = ['Mate', 'Captain', 'Admiral'].map((value) => ({ op: 'replace', path, value }))
  await expectPatch(session, user, operations, { [path]: 'Admiral' })
  await expectPatch(
    session,
    user,
    [
      { op: 'remove', path },
      { op: 'add', path, value: 'Mate' },
    ],
    { [path]: 'Mate' },
  )
  await expectPatch(
    session,
    user,
    [
      { op: 'add', path, value: 'Cook' },
      { op: 'remove', path },
    ],
    { [path]: undefined },
  )
}

async function buildsOnEarlier(session: Session): Promise<void> {
  const { name, types, element, value } = plural(session.server)
  const user = await createUser(session)
  const operations = [
    { op: 'add', path: name, value: [element(0, { type: types[0] })] },
    { op: 'replace', path: `${name}[type eq "${types[0]}"].value`, value: value(1) },
  ]
  await expectPatch(session, user, operations, { [name]: [element(1, { type: types[0] })] })
}

async function isAtomic(session: Session): Promise<void> {
  const [path] = texts(session.server)
  const name = flag(session.server)
  const user = await createUser(session, { [path]: 'Captain' })
  const before = await read(session, user)
  const answer = await session.patch(user.path, [
    { op: 'replace', path, value: 'Admiral' },
    { op: 'replace', path: name, value: 'banana' },
  ])
  expectStatus(answer, 400)
  await expectUntouched(session, user, before, answer)
}

async function movesForward(session: Session): Promise<void> {
  const [path] = texts(session.server)
  const user = await createUser(session)
  await new Promise((resolve) => setTimeout(resolve, 20)) // so that a moved time can be told
  const { answer, resource } = await patched(session, user, { op: 'add', path, value: 'Captain' })
  if (metaTime(resource, 'created') !== metaTime(user.body, 'created')) fail('meta.created has changed', answer)
  const [before, after] = [metaTime(user.body, 'lastModified'), metaTime(resource, 'lastModified')]
  // A server that keeps whole seconds may not have got further.
  if (!(after >= before)) fail('meta.lastModified went back', answer)
  if (after === before && after % 1000 !== 0) fail('meta.lastModified did not move', answer)
}

async function losesNone(session: Session): Promise<void> {
  const { name, element } = plural(session.server)
  const user = await createUser(session)
  const elements = [0, 1, 2, 3, 4, 5].map((nth) => element(nth))
  const add = (value: (typeof elements)[number]) =>
    session.patch(user.path, [{ op: 'add', path: name, value: [value] }])
  const answers = await Promise.all(elements.map(add))
  // A conflict may be refused, as long as nothing is lost that was accepted.
  const accepted = elements.filter((_, index) => (answers[index]?.status ?? 500) < 300)
  for (const answer of answers) expectStatus(answer, 200, 204, 409, 412, 429)
  const answer = answers.at(-1)
  if (answer) expectHas(await read(session, user), { [name]: accepted }, answer)
}

async function leavesTime(session: Session): Promise<void> {
  const [path] = texts(session.server)
  const user = await createUser(session, { [path]: 'Captain' })
  const before = await read(session, user)
  await new Promise((resolve) => setTimeout(resolve, 20)) // so that a moved time could be told
  const { answer, resource } = await patched(session, user, { op: 'replace', path, value: 'Captain' })
  if (metaTime(resource, 'lastModified') !== metaTime(before, 'lastModified')) fail('meta.lastModified moved', answer)
  if (versionOf(resource) !== versionOf(before)) fail('meta.version changed', answer)
}

async function withoutSchemas(session: Session): Promise<string> {
  const [path] = texts(session.server)
  const user = await createUser(session)
  const body = { Operations: [{ op: 'add', path, value: 'Captain' }] }
  const answer = await session.send('PATCH', user.path, { body })
  expectNoFault(answer)
  return answer.status < 300 ? 'it is carried out' : `it is refused with ${answer.status}`
}

async function withoutOperations(session: Session): Promise<string> {
  const user = await createUser(session)
  const answer = await session.patch(user.path, [])
  expectNoFault(answer)
  return answer.status < 300 ? 'it succeeds and changes nothing' : `it is refused with ${answer.status}`
}
