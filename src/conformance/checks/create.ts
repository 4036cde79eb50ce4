import { isObject } from '../../scim/json'
import { check, observation, theme } from '../check'
import { isUnassigned, quote } from '../difference'
import { expectHas, expectNoFault, expectRefusalOrSilence, expectStatus, idIn, resourceIn } from '../expect'
import { isInstant } from '../instant'
import { below, pathBelow } from '../location'
import type { Session } from '../session'
import { createUser, draft, noUsers, read, userType } from '../specimen'
import { fail, skip } from '../verdict'
import { extended, flag, plural, published, texts } from '../vocabulary'

export const create = theme(
  'Creating resources',
  [
    check('RFC 7644 §3.3', 'answers POST with 201 and the resource as it was sent', answersCreated),
    check('RFC 7644 §3.3', 'says where the new resource is, alike in Location and meta.location', saysWhere),
    check('RFC 7644 §3.4.1', 'has the new resource where it says', leadsToIt),
    check('RFC 7643 §3.1', 'gives the new resource an id of its own', givesId),
    check('RFC 7643 §3.1', 'gives meta its resourceType, created and an equal lastModified', fillsMeta),
    check('RFC 7643 §3', 'names in schemas what the resource is made of', namesSchemas),
    check('RFC 7644 §3.3', 'ignores id, meta and groups in the body', ignoresReadOnly),
    check('RFC 7643 §2.1', 'knows attribute names in any case', knowsAnyCase),
    check('RFC 7643 §2.5', 'takes null and [] for no value', takesNull),
    check('RFC 7643 §3.3', 'keeps an extension and names it in schemas', keepsExtension),
    check('RFC 7643 §7', 'never returns a password', hidesPassword),
    check('RFC 7644 §3.12', 'refuses a user without a userName with 400', needsUserName),
    check('RFC 7644 §3.12', 'refuses values of a wrong type with 400', refusesWrongTypes),
    observation('RFC 7643 §3', 'a body without schemas', withoutSchemas),
    observation('RFC 7644 §3.12', 'an attribute that no schema has (interop profile drafts ask for 400)', withUnknown),
  ],
  { unless: noUsers },
)

async function answersCreated(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const { name, element } = plural(session.server)
  const sent = { [text]: 'Captain', [name]: [element(0)] }
  const { body, answer } = await createUser(session, sent)
  expectHas(body, sent, answer)
}

async function saysWhere(session: Session): Promise<void> {
  const { answer, body, path } = await createUser(session)
  const header = answer.headers.get('location')
  const { location } = isObject(body.meta) ? body.meta : {}
  if (!header) fail('the Location header is missing', answer)
  if (typeof location !== 'string') fail('meta.location is missing', answer)
  if (location !== header) fail(`meta.location is ${quote(location)}, but Location ${quote(header)}`, answer)
  if (!below(session.server.url, header).includes(path)) fail(`${quote(header)} does not end in ${path}`, answer)
}

async function leadsToIt(session: Session): Promise<void> {
  const { answer, body, id } = await createUser(session)
  const { location } = isObject(body.meta) ? body.meta : {}
  const path = pathBelow(session.server.url, answer.headers.get('location') ?? location)
  if (path === undefined) skip('no location is below the base URL, and the token is sent nowhere else')
  const there = await session.get(path)
  if (resourceIn(there).id !== id) fail('another resource is there', there)
}

async function givesId(session: Session): Promise<void> {
  const [first, second] = [await createUser(session), await createUser(session)]
  if (first.id === second.id) fail('two resources have one id', second.answer)
  if (first.id.includes('bulkId')) fail('the id holds "bulkId", which is reserved', first.answer)
}

async function fillsMeta(session: Session): Promise<void> {
  const { answer, body, type } = await createUser(session)
  const meta = isObject(body.meta) ? body.meta : {}
  expectHas(meta, { resourceType: type.name }, answer)
  if (!isInstant(meta.created)) fail(`meta.created is ${quote(meta.created)}, not a dateTime`, answer)
  if (meta.lastModified !== meta.created) {
    fail(`meta.lastModified is ${quote(meta.lastModified)}, not meta.created, ${quote(meta.created)}`, answer)
  }
}

async function namesSchemas(session: Session): Promise<void> {
  const { answer, body, type } = await createUser(session)
  const schemas = Array.isArray(body.schemas) ? body.schemas : []
  if (!schemas.includes(type.schema.id)) fail(`schemas is ${quote(body.schemas)}, without ${type.schema.id}`, answer)
  if (new Set(schemas).size < schemas.length) fail('schemas names one twice', answer)
  const known = [type.schema.id, ...type.extensions.map(({ schema }) => schema.id)]
  const stranger = schemas.find((urn) => !known.some((each) => each === urn))
  if (stranger !== undefined) fail(`schemas names ${quote(stranger)}, which the resource type does not have`, answer)
}

async function ignoresReadOnly(session: Session): Promise<void> {
  const meta = { resourceType: 'Nothing', created: '2001-01-01T00:00:00Z', location: 'https://conformance.example/' }
  const sent = { id: 'of-my-own', meta, groups: [{ value: 'of-my-own' }] }
  const { body, answer } = await createUser(session, sent)
  if (body.id === sent.id) fail("the client's id was taken", answer)
  if (isObject(body.meta) && body.meta.created === meta.created) fail("the client's meta.created was taken", answer)
  if (!isUnassigned(body.groups)) fail(`groups is ${quote(body.groups)}, as the client sent it`, answer)
}

async function knowsAnyCase(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const { body, answer } = await createUser(session, { [text.toUpperCase()]: 'Captain' })
  expectHas(body, { [text]: 'Captain' }, answer)
}

async function takesNull(session: Session): Promise<void> {
  const [text] = texts(session.server)
  const { name } = plural(session.server)
  const user = await createUser(session, { [text]: null, [name]: [] })
  expectHas(await read(session, user), { [text]: undefined, [name]: undefined }, user.answer)
}

async function keepsExtension(session: Session): Promise<void> {
  const { urn, name } = extended(session.server)
  const user = await createUser(session, { [urn]: { [name]: 'Rigging' } })
  const stored = await read(session, user)
  expectHas(stored, { [urn]: { [name]: 'Rigging' } }, user.answer)
  const { schemas } = stored
  if (!Array.isArray(schemas) || !schemas.includes(urn))
    fail(`schemas is ${quote(schemas)}, without ${urn}`, user.answer)
}

async function hidesPassword(session: Session): Promise<void> {
  if (!published(session.server, 'password')) skip('the schema of User publishes no password')
  const user = await createUser(session, { password: 'tr0ub4dor&3-Conformance' })
  const answers = [user.answer, await session.get(user.path), await session.get(`${user.path}?attributes=password`)]
  const shows = answers.find(({ text }) => text.includes('tr0ub4dor') || /"password"\s*:\s*"/.test(text))
  if (shows) fail('a password is in the answer', shows)
}

async function needsUserName(session: Session): Promise<void> {
  const type = userType(session.server)
  const { userName: _, ...rest } = draft(session, type)
  const answer = await session.post(type.endpoint, rest)
  expectRefusalOrSilence(answer, [400], 'invalidValue', 'invalidSyntax')
}

async function refusesWrongTypes(session: Session): Promise<void> {
  const type = userType(session.server)
  const name = flag(session.server)
  const answer = await session.post(type.endpoint, draft(session, type, { [name]: 'banana' }))
  expectRefusalOrSilence(answer, [400], 'invalidValue', 'invalidSyntax')
}

async function withoutSchemas(session: Session): Promise<string> {
  const type = userType(session.server)
  const { schemas: _, ...rest } = draft(session, type)
  const answer = await session.post(type.endpoint, rest)
  expectNoFault(answer)
  return answer.status === 201 ? 'it is accepted' : `it is refused with ${answer.status}`
}

async function withUnknown(session: Session): Promise<string> {
  const type = userType(session.server)
  const answer = await session.post(type.endpoint, draft(session, type, { conformanceUnknown: 'x' }))
  if (answer.status !== 201) {
    expectStatus(answer, 400)
    return 'it is refused with 400'
  }
  idIn(answer)
  return 'conformanceUnknown' in resourceIn(answer, 201) ? 'it is kept' : 'it is ignored'
}
