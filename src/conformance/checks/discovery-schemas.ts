import { isObject, type Json, type JsonObject } from '../../scim/json'
import { urns } from '../../scim/urns'
import { advice, check, theme } from '../check'
import { difference, quote } from '../difference'
import { expectHas, expectRefusal, expectStatus, type List, listIn, resourceIn } from '../expect'
import type { Session } from '../session'
import { fail, skip } from '../verdict'

export const discoverySchemas = theme('Discovery: Schemas', [
  check('RFC 7644 §4', 'lists its schemas in a ListResponse', listsSchemas),
  check('RFC 7644 §4', 'has each schema at its URN, as the list shows it', hasEachAlone),
  check('RFC 7643 §7', 'states every characteristic of every attribute', statesCharacteristics),
  check('RFC 7643 §7', 'states only characteristics that there are', statesKnownOnes),
  check('RFC 7643 §2.1', 'names attributes as the RFC lets them be named, and none twice', namesAttributes),
  check('RFC 7643 §2.3.8', 'gives complex attributes sub-attributes, and those no further ones', nestsOnce),
  check('RFC 7643 §4.1.1', 'describes userName as required and the same in any case', describesUserName),
  check('RFC 7644 §3.1', 'does not list the schemas of messages', listsNoMessages),
  check('RFC 7644 §3.12', 'answers 404 for a schema that does not exist', knowsNoStranger),
  advice('RFC 7644 §4', 'answers 403 to a filter, which it would not apply', refusesFilter),
])

async function schemas(session: Session): Promise<List> {
  const list = listIn(await session.get('/Schemas'))
  if (list.resources.length === 0) fail('no schema is listed', list.answer)
  return list
}

async function listsSchemas(session: Session): Promise<void> {
  const { answer, body, resources, totalResults } = await schemas(session)
  if (!Array.isArray(body.schemas) || !body.schemas.includes(urns.listResponse)) {
    fail(`schemas is ${quote(body.schemas)}, without ${urns.listResponse}`, answer)
  }
  if (totalResults !== resources.length) {
    fail(`totalResults is ${quote(totalResults)}, with ${resources.length} Resources`, answer)
  }
  for (const schema of resources) {
    if (typeof schema.id !== 'string' || schema.id === '') fail('a schema has no id', answer)
    if (!Array.isArray(schema.attributes)) fail(`${schema.id} has no attributes`, answer)
  }
}

async function hasEachAlone(session: Session): Promise<void> {
  const { resources } = await schemas(session)
  for (const schema of resources) {
    const answer = await session.get(`/Schemas/${String(schema.id)}`)
    const alone = resourceIn(answer)
    expectHas(alone, { schemas: [urns.schema], id: schema.id }, answer)
    const wrong = difference({ attributes: schema.attributes }, alone)
    if (wrong !== undefined) fail(`/Schemas lists something else: ${wrong}`, answer)
  }
}

/** The RFC's own schemas (§8.7) leave caseExact and uniqueness out where they mean nothing. */
async function statesCharacteristics(session: Session): Promise<void> {
  await forEach(session, (attribute, path, list) => {
    const words = ['name', 'type', 'mutability', 'returned', ...(attribute.type === 'string' ? ['uniqueness'] : [])]
    const flags = ['multiValued', 'required', ...(attribute.type === 'string' ? ['caseExact'] : [])]
    const word = words.find((name) => typeof attribute[name] !== 'string')
    if (word !== undefined) fail(`${path} states no ${word}`, list.answer)
    const flag = flags.find((name) => typeof attribute[name] !== 'boolean')
    if (flag !== undefined) fail(`${path} states no ${flag}`, list.answer)
    if (attribute.type === 'reference' && !Array.isArray(attribute.referenceTypes)) {
      fail(`${path} is a reference and states no referenceTypes`, list.answer)
    }
  })
}

const words: Readonly<Record<string, readonly string[]>> = {
  type: ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary', 'complex'],
  mutability: ['readOnly', 'readWrite', 'immutable', 'writeOnly'],
  returned: ['always', 'never', 'default', 'request'],
  uniqueness: ['none', 'server', 'global'],
}

async function statesKnownOnes(session: Session): Promise<void> {
  await forEach(session, (attribute, path, { answer }) => {
    for (const [name, known] of Object.entries(words)) {
      const value = attribute[name]
      if (value !== undefined && !known.some((word) => word === value))
        fail(`${name} of ${path} is ${quote(value)}`, answer)
    }
    if (attribute.mutability === 'writeOnly' && attribute.returned !== 'never') {
      fail(`${path} is writeOnly, yet returned is ${quote(attribute.returned)}`, answer)
    }
  })
}

async function namesAttributes(session: Session): Promise<void> {
  const seen = new Set<string>()
  await forEach(session, ({ name }, path, { answer }) => {
    if (typeof name !== 'string' || !/^(?:[A-Za-z][\w-]*|\$ref)$/.test(name))
      fail(`${path} is no attribute name`, answer)
    if (seen.has(path.toLowerCase())) fail(`${path} is there twice`, answer)
    seen.add(path.toLowerCase())
  })
}

async function nestsOnce(session: Session): Promise<void> {
  await forEach(session, ({ type, subAttributes }, path, { answer }) => {
    const subs = objects(subAttributes)
    if (type === 'complex' && subs.length === 0) fail(`${path} is complex without subAttributes`, answer)
    if (type !== 'complex' && subs.length > 0) fail(`${path} is ${quote(type)} with subAttributes`, answer)
    // A schema describes itself too, and its own attributes are the one exception (§7).
    const isOfDiscovery = /:core:2\.0:(?:Schema|ResourceType|ServiceProviderConfig):/.test(path)
    if (!isOfDiscovery && subs.some((sub) => sub.type === 'complex'))
      fail(`${path} has a complex sub-attribute`, answer)
  })
}

async function describesUserName(session: Session): Promise<void> {
  const { answer, resources } = await schemas(session)
  const user = resources.find(({ id }) => id === urns.user)
  if (!user) skip('the server publishes no User')
  const userName = objects(user.attributes).find(({ name }) => name === 'userName')
  if (!userName) fail('User has no userName', answer)
  expectHas(userName, { required: true, multiValued: false, caseExact: false }, answer)
  if (userName.uniqueness === 'none') fail('uniqueness of userName is "none"', answer)
}

async function listsNoMessages(session: Session): Promise<void> {
  const { answer, resources } = await schemas(session)
  const message = resources.find(({ id }) => String(id).startsWith('urn:ietf:params:scim:api:'))
  if (message) fail(`${quote(message.id)} is listed`, answer)
}

async function knowsNoStranger(session: Session): Promise<void> {
  expectRefusal(await session.get('/Schemas/urn:conformance:nothing'), [404])
}

async function refusesFilter(session: Session): Promise<void> {
  expectStatus(await session.get(`/Schemas?filter=${encodeURIComponent(`id eq "${urns.user}"`)}`), 403)
}

async function forEach(
  session: Session,
  judge: (attribute: JsonObject, path: string, list: List) => void,
): Promise<void> {
  const list = await schemas(session)
  for (const schema of list.resources) {
    for (const attribute of objects(schema.attributes)) {
      const path = `${schema.id}:${String(attribute.name)}`
      judge(attribute, path, list)
      for (const sub of objects(attribute.subAttributes)) judge(sub, `${path}.${String(sub.name)}`, list)
    }
  }
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}
