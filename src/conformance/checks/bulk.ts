import type { Json, JsonObject } from '../../scim/json'
import { urns } from '../../scim/urns'
import type { Answer } from '../answer'
import { type Bulk, bulk, patchOf, posted } from '../bulk-request'
import { check, theme } from '../check'
import { quote } from '../difference'
import { expectHas, expectRefusal, expectStatus } from '../expect'
import { below } from '../location'
import { limitOf, without } from '../server'
import type { Session } from '../session'
import { createUser, draft, noUsers, read, replacement, userType } from '../specimen'
import { fail, skip } from '../verdict'
import { texts } from '../vocabulary'

export const bulkOperations = theme(
  'Bulk: operations',
  [
    check('RFC 7644 §3.7', 'answers 200 with a BulkResponse', answers),
    check('RFC 7644 §3.7', 'creates, replaces, changes and deletes', doesAll),
    check(
      'RFC 7644 §3.7.3',
      'says of each operation its method, status and location, and of a creation its bulkId',
      saysResults,
    ),
    check('RFC 7644 §3.7.3', 'answers with the result of every operation', saysEvery),
    check('RFC 7644 §3.7', 'goes on after an operation that fails', goesOn),
    check('RFC 7644 §3.7', 'stops after as many errors as failOnErrors says', stops),
    check('RFC 7644 §3.7.3', 'says what went wrong in the response of an operation', saysErrors),
    check('RFC 7644 §3.3', 'refuses a userName that another operation has taken', refusesTaken),
    check('RFC 7644 §3.7', 'keeps operations on one resource in their order', keepsOrder),
    check('RFC 7644 §3.7', 'holds an operation to its version', heedsVersion, { unless: without('etag') }),
    check('RFC 7644 §3.7.4', 'refuses more operations than maxOperations with 413, and names the limit', keepsMost),
    check('RFC 7644 §3.7.4', 'refuses a body larger than maxPayloadSize with 413, and names the limit', keepsSize),
  ],
  { unless: (server) => noUsers(server) ?? without('bulk')(server) },
)

async function answers(session: Session): Promise<void> {
  const answer = await session.post('/Bulk', bulk([post(session, 'a')]))
  expectStatus(answer, 200)
  expectHas(answer.body, { schemas: [urns.bulkResponse] }, answer)
}

function post(session: Session, bulkId: string, attributes: JsonObject = {}): JsonObject {
  const type = userType(session.server)
  return { method: 'POST', path: type.endpoint, bulkId, data: draft(session, type, attributes) }
}

async function doesAll(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const [one, two, three] = [await createUser(session), await createUser(session), await createUser(session)]
  const response = await posted(session, [
    post(session, 'new', { [text]: 'Cook' }),
    { method: 'PUT', path: one.path, data: replacement(session, one, { [text]: 'Mate' }) },
    { method: 'PATCH', path: two.path, data: patchOf({ op: 'add', path: text, value: 'Captain' }) },
    { method: 'DELETE', path: three.path },
  ])
  expectStatuses(response, [['201'], ['200'], ['200', '204'], ['204']])
  expectHas(await read(session, one), { [text]: 'Mate' }, response.answer)
  expectHas(await read(session, two), { [text]: 'Captain' }, response.answer)
  expectRefusal(await session.get(three.path), [404])
  const [path] = below(session.server.url, response.operations[0]?.location)
  if (path === undefined) fail('the location of the new user is missing', response.answer)
  expectHas(await read(session, { path }), { [text]: 'Cook' }, response.answer)
}

function expectStatuses({ answer, operations }: Bulk, wanted: readonly (readonly string[])[]): void {
  for (const [index, statuses] of wanted.entries()) {
    const status = operations[index]?.status
    if (status === undefined || !statuses.includes(status)) {
      fail(`operation ${index + 1} has status ${quote(status)}, where ${statuses.join(' or ')} is right`, answer)
    }
  }
}

async function saysResults(session: Session): Promise<void> {
  const user = await createUser(session)
  const { answer, operations } = await posted(session, [
    post(session, 'new-one'),
    { method: 'DELETE', path: user.path },
  ])
  const [creation, deletion] = operations
  expectHas(creation?.body, { method: 'POST', bulkId: 'new-one' }, answer)
  expectHas(deletion?.body, { method: 'DELETE' }, answer)
  for (const { location } of operations) {
    if (below(session.server.url, location).length === 0) fail(`location is ${quote(location)}`, answer)
  }
  if (below(session.server.url, deletion?.location)[0] !== user.path)
    fail('the location is not that of the user', answer)
}

async function saysEvery(session: Session): Promise<void> {
  const all = ['a', 'b', 'c', 'd', 'e'].map((bulkId) => post(session, bulkId))
  const { answer, operations } = await posted(session, all)
  const ids = operations.map(({ body }) => body.bulkId).sort()
  if (ids.join() !== 'a,b,c,d,e') fail(`bulkIds are ${quote(ids)}`, answer)
}

async function goesOn(session: Session): Promise<void> {
  const gone = `${userType(session.server).endpoint}/${session.unique('nobody')}`
  const response = await posted(session, [
    { method: 'DELETE', path: gone },
    post(session, 'a'),
    { method: 'DELETE', path: gone },
    post(session, 'b'),
  ])
  expectStatuses(response, [['404'], ['201'], ['404'], ['201']])
}

async function stops(session: Session): Promise<void> {
  const gone = `${userType(session.server).endpoint}/${session.unique('nobody')}`
  const operations = [post(session, 'a'), { method: 'DELETE', path: gone }, post(session, 'b'), post(session, 'c')]
  const response = await posted(session, operations, { failOnErrors: 1 })
  expectStatuses(response, [['201'], ['404']])
  const later = response.operations.slice(2).find(({ status }) => status === '201')
  if (later) fail('an operation behind the first error was carried out', response.answer)
}

async function saysErrors(session: Session): Promise<void> {
  const { answer, operations } = await posted(session, [
    { method: 'POST', path: userType(session.server).endpoint, bulkId: 'a', data: { schemas: [urns.user] } },
  ])
  const [failed] = operations
  if (failed?.status !== '400') fail(`status is ${quote(failed?.status)}, where 400 is right`, answer)
  expectHas(failed.body, { bulkId: 'a', response: { schemas: [urns.error], status: '400' } }, answer)
}

async function refusesTaken(session: Session): Promise<void> {
  const userName = `${session.unique('twice')}@conformance.example`
  const response = await posted(session, [post(session, 'a', { userName }), post(session, 'b', { userName })])
  expectStatuses(response, [['201'], ['409']])
  expectHas(response.operations[1]?.body, { response: { scimType: 'uniqueness' } }, response.answer)
}

async function keepsOrder(session: Session): Promise<void> {
  const [path] = texts(session.server)
  const user = await createUser(session)
  const changes = ['Mate', 'Cook', 'Captain'].map((value) => ({
    method: 'PATCH',
    path: user.path,
    data: patchOf({ op: 'replace', path, value }),
  }))
  const { answer } = await posted(session, changes)
  expectHas(await read(session, user), { [path]: 'Captain' }, answer)
}

async function heedsVersion(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const [one, two] = [await createUser(session), await createUser(session)]
  const change = (path: string, version: Json) => ({
    method: 'PATCH',
    path,
    version,
    data: patchOf({ op: 'add', path: text, value: 'Captain' }),
  })
  const version = one.answer.headers.get('etag') ?? skip('the server shows no ETag')
  const response = await posted(session, [change(one.path, version), change(two.path, 'W/"conformance-stale"')])
  expectStatuses(response, [['200', '204'], ['412']])
  expectHas(await read(session, two), { [text]: undefined }, response.answer)
}

async function keepsMost(session: Session): Promise<void> {
  const most = limitOf(session.server, 'bulk', 'maxOperations') ?? skip('maxOperations is not stated')
  if (most > 20_000) skip(`maxOperations is ${most}, too many to try`)
  const path = `${userType(session.server).endpoint}/x`
  const operations = Array.from({ length: most + 1 }, () => ({ method: 'DELETE', path }))
  expectLimit(await session.post('/Bulk', bulk(operations)), most)
}

async function keepsSize(session: Session): Promise<void> {
  const most = limitOf(session.server, 'bulk', 'maxPayloadSize') ?? skip('maxPayloadSize is not stated')
  if (most > 8_388_608) skip(`maxPayloadSize is ${most}, too large to try`)
  const operation = { method: 'DELETE', path: `${userType(session.server).endpoint}/${'x'.repeat(most)}` }
  expectLimit(await session.post('/Bulk', bulk([operation])), most)
}

function expectLimit(answer: Answer, limit: number): void {
  expectRefusal(answer, [413])
  if (!answer.text.includes(String(limit))) fail(`the answer does not name the limit, ${limit}`, answer)
}
