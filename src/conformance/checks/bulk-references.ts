import type { JsonObject } from '../../scim/json'
import { type Bulk, bulk, operationsIn, patchOf, posted } from '../bulk-request'
import { check, observation, theme } from '../check'
import { quote } from '../difference'
import { expectHas, expectNoFault, expectRefusal, expectStatus } from '../expect'
import { below } from '../location'
import { isUserType, type Server, without } from '../server'
import type { Session } from '../session'
import { createGroup, draft, groupType, noGroups, noUsers, read, userType } from '../specimen'
import { fail, skip } from '../verdict'
import { texts } from '../vocabulary'

export const bulkReferences = theme(
  'Bulk: bulkId',
  [
    check('RFC 7644 §3.7.2', 'replaces a bulkId by the id of what an earlier operation created', resolvesBackward),
    check('RFC 7644 §3.7.2', 'replaces a bulkId by the id of what a later operation creates', resolvesForward),
    check('RFC 7644 §3.7.2', 'replaces a bulkId in the value of a PATCH', resolvesInPatch, {
      unless: without('patch'),
    }),
    check('RFC 7644 §3.7.2', 'replaces a bulkId in the path of an operation', resolvesInPath, {
      unless: without('patch'),
    }),
    check('RFC 7644 §3.7.2', 'replaces a bulkId in an extension', resolvesInExtension, { unless: noManager }),
    check('RFC 7644 §3.7.1', 'resolves groups that refer to each other, or refuses them with 409', resolvesCircle),
    check('RFC 7644 §3.7.2', 'fails an operation whose bulkId nobody has', refusesUnknown),
    check('RFC 7644 §3.7.2', 'fails what refers to an operation that failed', refusesFailed),
    observation('RFC 7644 §3.7', 'two operations with one bulkId (it must be unique)', withOneTwice),
  ],
  { unless: (server) => noUsers(server) ?? noGroups(server) ?? without('bulk')(server) },
)

function user(session: Session, bulkId: string, attributes: JsonObject = {}): JsonObject {
  const type = userType(session.server)
  return { method: 'POST', path: type.endpoint, bulkId, data: draft(session, type, attributes) }
}

function group(session: Session, bulkId: string, ...members: readonly string[]): JsonObject {
  const type = groupType(session.server)
  const data = draft(session, type, { members: members.map((value) => ({ value: `bulkId:${value}` })) })
  return { method: 'POST', path: type.endpoint, bulkId, data }
}

/** The path of what was created under a bulkId. Errors: Failed where nothing was. */
function pathOf(session: Session, { answer, operations }: Bulk, bulkId: string): string {
  const found = operations.find(({ body }) => body.bulkId === bulkId)
  if (found?.status !== '201') fail(`${bulkId} has status ${quote(found?.status)}, where 201 is right`, answer)
  const [path] = below(session.server.url, found.location)
  return path ?? fail(`${bulkId} has no location`, answer)
}

async function expectMember(session: Session, response: Bulk, of: string, member: string): Promise<void> {
  const [path, wanted] = [
    pathOf(session, response, of),
    await read(session, { path: pathOf(session, response, member) }),
  ]
  expectHas(await read(session, { path }), { members: [{ value: wanted.id }] }, response.answer)
}

async function resolvesBackward(session: Session): Promise<void> {
  const response = await posted(session, [user(session, 'ada'), group(session, 'crew', 'ada')])
  await expectMember(session, response, 'crew', 'ada')
}

async function resolvesForward(session: Session): Promise<void> {
  const response = await posted(session, [group(session, 'crew', 'ada'), user(session, 'ada')])
  await expectMember(session, response, 'crew', 'ada')
}

async function resolvesInPatch(session: Session): Promise<void> {
  const crew = await createGroup(session)
  const add = { op: 'add', path: 'members', value: [{ value: 'bulkId:ada' }] }
  const response = await posted(session, [
    user(session, 'ada'),
    { method: 'PATCH', path: crew.path, data: patchOf(add) },
  ])
  const ada = await read(session, { path: pathOf(session, response, 'ada') })
  expectHas(await read(session, crew), { members: [{ value: ada.id }] }, response.answer)
}

async function resolvesInPath(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const path = `${userType(session.server).endpoint}/bulkId:ada`
  const change = { method: 'PATCH', path, data: patchOf({ op: 'add', path: text, value: 'Captain' }) }
  const response = await posted(session, [user(session, 'ada'), change])
  expectHas(await read(session, { path: pathOf(session, response, 'ada') }), { [text]: 'Captain' }, response.answer)
}

function managerOf({ types }: Server): string | undefined {
  const extensions = types.find(isUserType)?.extensions ?? []
  return extensions.find(({ schema }) => schema.attributes.some(({ name }) => name === 'manager'))?.schema.id
}

function noManager(server: Server): string | undefined {
  return managerOf(server) === undefined ? 'no extension of User has a manager' : undefined
}

async function resolvesInExtension(session: Session): Promise<void> {
  const urn = managerOf(session.server) ?? skip('no extension of User has a manager')
  const managed = user(session, 'bo', { [urn]: { manager: { value: 'bulkId:ada' } } })
  const response = await posted(session, [user(session, 'ada'), managed])
  const ada = await read(session, { path: pathOf(session, response, 'ada') })
  const bo = await read(session, { path: pathOf(session, response, 'bo') })
  expectHas(bo, { [urn]: { manager: { value: ada.id } } }, response.answer)
}

async function resolvesCircle(session: Session): Promise<void> {
  const answer = await session.post('/Bulk', bulk([group(session, 'a', 'b'), group(session, 'b', 'a')]))
  if (answer.status === 409) return
  expectStatus(answer, 200)
  const response = { answer, operations: operationsIn(answer) }
  if (response.operations.every(({ status }) => status === '201')) {
    await expectMember(session, response, 'a', 'b')
    await expectMember(session, response, 'b', 'a')
    return
  }
  const wrong = response.operations.find(({ status }) => status !== '201' && status !== '409')
  if (wrong) fail(`an operation has status ${quote(wrong.status)}, where 201 or 409 is right`, answer)
}

async function refusesUnknown(session: Session): Promise<void> {
  expectFailed(await session.post('/Bulk', bulk([group(session, 'crew', 'nobody'), user(session, 'ada')])), 'crew')
}

async function refusesFailed(session: Session): Promise<void> {
  const broken = { ...user(session, 'ada'), data: { schemas: [userType(session.server).schema.id] } }
  expectFailed(await session.post('/Bulk', bulk([broken, group(session, 'crew', 'ada')])), 'crew')
}

/** The whole may be refused, or the operation. */
function expectFailed(answer: Parameters<typeof operationsIn>[0], bulkId: string): void {
  if (answer.status >= 300) {
    expectRefusal(answer, [400, 409])
    return
  }
  const found = operationsIn(answer).find(({ body }) => body.bulkId === bulkId)
  if (!['400', '404', '409', '412'].includes(found?.status ?? '')) {
    fail(`${bulkId} has status ${quote(found?.status)}, where 400 or 409 is right`, answer)
  }
}

async function withOneTwice(session: Session): Promise<string> {
  const answer = await session.post('/Bulk', bulk([user(session, 'ada'), user(session, 'ada')]))
  expectNoFault(answer)
  if (answer.status >= 300) return `the request is refused with ${answer.status}`
  const statuses = operationsIn(answer).map(({ status }) => status)
  return `the operations have status ${statuses.join(' and ')}`
}
