import { isObject, type Json } from '../../scim/json'
import { urns } from '../../scim/urns'
import type { Answer } from '../answer'
import { advice, check, theme } from '../check'
import { quote } from '../difference'
import { expectNoFault, expectRefusal, expectRefusalOrSilence, expectStatus } from '../expect'
import { literal, users } from '../query'
import { without } from '../server'
import type { Session } from '../session'
import { createUser, draft, noUsers, userType } from '../specimen'
import { fail, forEachOf } from '../verdict'

export const errors = theme(
  'Errors',
  [
    check('RFC 7644 §3.12', 'writes every error as a SCIM error, with its status as a text', writesErrors),
    check('RFC 7644 §3.1', 'labels errors as application/scim+json', labelsErrors),
    check('RFC 7644 §3.12', 'gives scimType only values that there are', givesKnownTypes),
    check('RFC 7644 §3.12', 'refuses JSON that is none, 400', refusesBrokenJson),
    check('RFC 7644 §3.12', 'refuses a body that is no object, or none at all, 400', refusesOtherJson),
    check('RFC 3629 §3', 'refuses a body that is not UTF-8, or reads it without a fault', survivesOtherEncodings),
    check('RFC 7644 §3.12', 'survives JSON that nests deeply', survivesDepth),
    check('RFC 7644 §3.12', 'survives names that every object has', survivesPrototypes),
    check('RFC 7644 §3.12', 'answers 404 at an endpoint that there is not', knowsNoEndpoint),
    check('RFC 7644 §3.12', 'refuses methods that an endpoint does not have', refusesMethods),
    advice('RFC 9110 §15.5.16', 'refuses a body of another media type with 415', refusesMediaTypes),
    advice('RFC 7644 §3.12', 'says in detail what is wrong', saysDetail),
  ],
  { unless: noUsers },
)

/** A request for each of the usual refusals. */
async function refusals(session: Session): Promise<readonly Answer[]> {
  const { endpoint } = userType(session.server)
  const { body } = await createUser(session)
  const taken = draft(session, userType(session.server), { userName: body.userName ?? '' })
  return [
    await session.get(`${endpoint}/${session.unique('nobody')}`),
    await session.delete(`${endpoint}/${session.unique('nobody')}`),
    await session.post(endpoint, { schemas: [urns.user] }),
    await session.post(endpoint, taken),
    await session.send('POST', endpoint, { text: '{' }),
    await session.get('/Conformance'),
    await session.get('/Schemas/urn:conformance:nothing'),
  ]
}

async function writesErrors(session: Session): Promise<void> {
  await forEachOf(await refusals(session), requestLine, async (answer) => {
    expectNoFault(answer)
    const { body, status } = answer
    if (!isObject(body)) fail('the body is not a JSON object', answer)
    const { schemas } = body
    if (!Array.isArray(schemas) || !schemas.includes(urns.error)) fail(`schemas is ${quote(schemas)}`, answer)
    if (body.status !== String(status)) fail(`status is ${quote(body.status)}, not "${status}"`, answer)
  })
}

async function labelsErrors(session: Session): Promise<void> {
  await forEachOf(await refusals(session), requestLine, async (answer) => {
    const type = answer.headers.get('content-type')
    if (!/^application\/scim\+json\b/i.test(type ?? '')) fail(`Content-Type is ${quote(type)}`, answer)
  })
}

const scimTypes: readonly Json[] = [
  'invalidFilter',
  'tooMany',
  'uniqueness',
  'mutability',
  'invalidSyntax',
  'invalidPath',
  'noTarget',
  'invalidValue',
  'invalidVers',
  'sensitive',
  'invalidCursor',
  'expiredCursor',
  'invalidCount',
]

async function givesKnownTypes(session: Session): Promise<void> {
  await forEachOf(await refusals(session), requestLine, async (answer) => {
    const type = isObject(answer.body) ? answer.body.scimType : undefined
    if (type !== undefined && !scimTypes.includes(type)) fail(`scimType is ${quote(type)}`, answer)
  })
}

function requestLine({ request }: Answer): string {
  return `${request.method} ${request.path}`
}

async function refusesBrokenJson(session: Session): Promise<void> {
  const { endpoint } = userType(session.server)
  await forEachOf(['{', '{"userName":', "{'userName':'a'}", '{"userName":"a"}}', 'userName=a'], quote, async (text) =>
    expectRefusalOrSilence(await session.send('POST', endpoint, { text }), [400], 'invalidSyntax'),
  )
}

async function refusesOtherJson(session: Session): Promise<void> {
  const { endpoint } = userType(session.server)
  await forEachOf(['[]', '"user"', '5', 'null', '{}', ''], quote, async (text) =>
    expectRefusalOrSilence(await session.send('POST', endpoint, { text }), [400], 'invalidSyntax', 'invalidValue'),
  )
}

async function survivesOtherEncodings(session: Session): Promise<void> {
  const { endpoint } = userType(session.server)
  const headers = { 'content-type': 'application/scim+json; charset=iso-8859-1' }
  const body = draft(session, userType(session.server))
  const answer = await session.send('POST', endpoint, { body, headers })
  expectStatus(answer, 201, 400, 415)
}

async function survivesDepth(session: Session): Promise<void> {
  const { endpoint } = userType(session.server)
  for (const depth of [500, 20_000]) {
    const text = `{"userName":"${session.unique('deep')}","x":${'['.repeat(depth)}${']'.repeat(depth)}}`
    expectNoFault(await session.send('POST', endpoint, { text }))
  }
}

async function survivesPrototypes(session: Session): Promise<void> {
  const type = userType(session.server)
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const { userName } = draft(session, type)
    const text = `{"schemas":["${type.schema.id}"],"userName":${literal(String(userName))},"${name}":{"active":false}}`
    expectNoFault(await session.send('POST', type.endpoint, { text }))
    expectNoFault(await session.get(`${type.endpoint}?attributes=${name}`))
    expectNoFault(await session.get(`${type.endpoint}?filter=${name}%20pr`))
  }
}

async function knowsNoEndpoint(session: Session): Promise<void> {
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    const answer = await session.send(
      method,
      '/Conformance/1',
      method === 'GET' || method === 'DELETE' ? {} : { body: {} },
    )
    expectRefusal(answer, [404, 405, 501])
  }
}

async function refusesMethods(session: Session): Promise<void> {
  const user = await createUser(session)
  const { endpoint } = user.type
  const body = draft(session, user.type)
  const cases = [
    ['PUT', endpoint],
    ['PATCH', endpoint],
    ['DELETE', endpoint],
    ['POST', user.path],
  ] as const
  await forEachOf(
    cases,
    ([method, path]) => `${method} ${path}`,
    async ([method, path]) =>
      expectRefusal(await session.send(method, path, method === 'DELETE' ? {} : { body }), [404, 405, 400, 403, 501]),
  )
}

async function refusesMediaTypes(session: Session): Promise<void> {
  const type = userType(session.server)
  for (const mediaType of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded']) {
    const body = draft(session, type)
    const answer = await session.send('POST', type.endpoint, { body, headers: { 'content-type': mediaType } })
    expectStatus(answer, 415)
    if (without('filter')(session.server)) continue
    const { ids } = await users(session, { filter: `userName eq ${literal(String(body.userName))}` })
    if (ids.length > 0) fail('the user was created all the same', answer)
  }
}

async function saysDetail(session: Session): Promise<void> {
  await forEachOf(await refusals(session), requestLine, async (answer) => {
    const detail = isObject(answer.body) ? answer.body.detail : undefined
    if (typeof detail !== 'string' || detail === '') fail(`detail is ${quote(detail)}`, answer)
  })
}
