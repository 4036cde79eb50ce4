import type { Json, JsonObject } from '../../scim/json'
import { urns } from '../../scim/urns'
import type { Answer } from '../answer'
import { bulk, operationsIn, posted } from '../bulk-request'
import { check, theme } from '../check'
import { quote } from '../difference'
import { expectHas, expectRefusal, expectRefusalOrSilence, expectStatus } from '../expect'
import { declares, type Server, without } from '../server'
import type { Session } from '../session'
import { createUser, draft, noUsers, read, userType } from '../specimen'
import { fail, forEachOf } from '../verdict'

export const bulkRefusals = theme(
  'Bulk: refusals',
  [
    check('RFC 7644 §3.12', 'refuses a body that is no BulkRequest, 400', refusesBodies, { unless: without('bulk') }),
    check('RFC 7644 §3.7', 'fails operations that lack a method, a path or data', refusesHalves, {
      unless: without('bulk'),
    }),
    check('RFC 7644 §3.7', 'fails operations with a method or a path that there is not', refusesUnknown, {
      unless: without('bulk'),
    }),
    check('RFC 7644 §3.7', 'fails a creation without a bulkId, or carries it out', judgesMissingId, {
      unless: without('bulk'),
    }),
    check('RFC 7644 §3.7', 'changes nothing by an operation that fails', changesNothing, { unless: without('bulk') }),
    check('RFC 7644 §3.12', 'refuses bulk requests where it declares that it has none', refusesAll, {
      unless: isDeclared,
    }),
  ],
  { unless: noUsers },
)

function isDeclared(server: Server): string | undefined {
  return declares(server, 'bulk') === false ? undefined : 'ServiceProviderConfig does not declare bulk unsupported'
}

async function refusesBodies(session: Session): Promise<void> {
  const bodies: readonly Json[] = [{ schemas: [urns.bulkRequest] }, bulk('all'), bulk(['DELETE']), [], 'all', null]
  await forEachOf(bodies, quote, async (body) => {
    const answer = await session.post('/Bulk', body)
    if (answer.status === 200) expectAllFailed(answer)
    else expectRefusalOrSilence(answer, [400], 'invalidSyntax', 'invalidValue')
  })
}

/** The request may be refused as a whole, or each operation by itself. */
function expectAllFailed(answer: Answer, ...statuses: readonly string[]): void {
  if (answer.status !== 200) {
    expectRefusal(answer, [400, 405, 501])
    return
  }
  const operations = operationsIn(answer)
  if (operations.length === 0) fail('the operation is left out of the answer', answer)
  for (const { status } of operations) {
    if (status === undefined || !/^[45]\d\d$/.test(status) || status === '500') {
      fail(`an operation has status ${quote(status)}, where ${['400', ...statuses].join(' or ')} is right`, answer)
    }
  }
}

async function refusesHalves(session: Session): Promise<void> {
  const { path: existing } = await createUser(session)
  const type = userType(session.server)
  const data = draft(session, type)
  const halves: readonly JsonObject[] = [
    { path: type.endpoint, bulkId: 'a', data },
    { method: 'POST', bulkId: 'a', data },
    { method: 'POST', path: type.endpoint, bulkId: 'a' },
    { method: 'PUT', path: existing },
    { method: 'PATCH', path: existing },
  ]
  await forEachOf(halves, quote, async (operation) => expectAllFailed(await session.post('/Bulk', bulk([operation]))))
}

async function refusesUnknown(session: Session): Promise<void> {
  const type = userType(session.server)
  const data = draft(session, type)
  const operations: readonly JsonObject[] = [
    { method: 'GET', path: type.endpoint },
    { method: 'MOVE', path: type.endpoint, data },
    { method: 'POST', path: '/Conformance', bulkId: 'a', data },
    { method: 'POST', path: '/ServiceProviderConfig', bulkId: 'a', data },
    { method: 'PUT', path: type.endpoint, data },
    { method: 'DELETE', path: type.endpoint },
    { method: 'DELETE', path: 'https://conformance.example/Users/1' },
  ]
  await forEachOf(operations, quote, async (operation) =>
    expectAllFailed(await session.post('/Bulk', bulk([operation])), '404', '405', '501'),
  )
}

async function judgesMissingId(session: Session): Promise<void> {
  const type = userType(session.server)
  const data = draft(session, type)
  const answer = await session.post('/Bulk', bulk([{ method: 'POST', path: type.endpoint, data }]))
  if (answer.status !== 200) return expectRefusal(answer, [400])
  const [only] = operationsIn(answer)
  if (only?.status !== '201' && only?.status !== '400') fail(`the operation has status ${quote(only?.status)}`, answer)
}

async function changesNothing(session: Session): Promise<void> {
  const user = await createUser(session)
  const before = await read(session, user)
  const data = { schemas: [user.type.schema.id], userName: null }
  const { answer, operations } = await posted(session, [{ method: 'PUT', path: user.path, data }])
  if (operations[0]?.status !== '400') fail(`the operation has status ${quote(operations[0]?.status)}`, answer)
  expectHas(await read(session, user), { userName: before.userName }, answer)
}

async function refusesAll(session: Session): Promise<void> {
  const answer = await session.post('/Bulk', bulk([]))
  expectStatus(answer, 501, 404, 403, 405)
}
