import { isObject, type JsonObject } from '../../scim/json'
import { urns } from '../../scim/urns'
import { advice, check, theme } from '../check'
import { quote } from '../difference'
import { expectHas, expectRefusal, expectStatus, type List, listIn, resourceIn } from '../expect'
import type { Session } from '../session'
import { fail } from '../verdict'

export const discoveryTypes = theme('Discovery: ResourceTypes', [
  check('RFC 7644 §4', 'lists its resource types in a ListResponse', listsTypes),
  check('RFC 7643 §6', 'gives each type its name, endpoint and schema', describesTypes),
  check('RFC 7643 §6', 'has every schema and extension that its types refer to', hasSchemas),
  check('RFC 7644 §4', 'has each type at an address of its own', hasEachAlone),
  check('RFC 7643 §6', 'answers at the endpoint of each type', answersAtEndpoints),
  check('RFC 7644 §3.12', 'answers 404 for a type that does not exist', knowsNoStranger),
  advice('RFC 7644 §4', 'answers 403 to a filter, which it would not apply', refusesFilter),
])

async function types(session: Session): Promise<List> {
  const list = listIn(await session.get('/ResourceTypes'))
  if (list.resources.length === 0) fail('no resource type is listed', list.answer)
  return list
}

async function listsTypes(session: Session): Promise<void> {
  const { answer, body, totalResults, resources } = await types(session)
  const { schemas } = body
  if (!Array.isArray(schemas) || !schemas.includes(urns.listResponse)) {
    fail(`schemas is ${quote(schemas)}, without ${urns.listResponse}`, answer)
  }
  if (totalResults !== resources.length) {
    fail(`totalResults is ${quote(totalResults)}, with ${resources.length} Resources`, answer)
  }
}

async function describesTypes(session: Session): Promise<void> {
  const { answer, resources } = await types(session)
  for (const type of resources) {
    expectHas(type, { schemas: [urns.resourceType] }, answer)
    for (const name of ['name', 'endpoint', 'schema']) {
      if (typeof type[name] !== 'string' || type[name] === '') fail(`a type's ${name} is ${quote(type[name])}`, answer)
    }
    for (const extension of extensionsOf(type)) {
      if (typeof extension.schema !== 'string') fail(`an extension's schema is ${quote(extension.schema)}`, answer)
      if (typeof extension.required !== 'boolean') {
        fail(`required is ${quote(extension.required)} for ${extension.schema}, not true or false`, answer)
      }
    }
  }
  if (new Set(resources.map(({ name }) => name)).size < resources.length) fail('two types have one name', answer)
}

async function hasSchemas(session: Session): Promise<void> {
  const { resources } = await types(session)
  const known = listIn(await session.get('/Schemas'))
  const urnsReferredTo = resources.flatMap((type) => [type.schema, ...extensionsOf(type).map(({ schema }) => schema)])
  for (const urn of urnsReferredTo) {
    if (!known.resources.some(({ id }) => id === urn)) fail(`/Schemas does not list ${quote(urn)}`, known.answer)
    const answer = await session.get(`/Schemas/${urn}`)
    expectHas(resourceIn(answer), { id: urn }, answer)
  }
}

async function hasEachAlone(session: Session): Promise<void> {
  const { resources } = await types(session)
  for (const { id, name, schema } of resources) {
    const answer = await session.get(`/ResourceTypes/${encodeURIComponent(String(id ?? name))}`)
    expectHas(resourceIn(answer), { name, schema }, answer)
  }
}

async function answersAtEndpoints(session: Session): Promise<void> {
  const { resources } = await types(session)
  for (const { endpoint } of resources) {
    expectStatus(await session.get(`${String(endpoint).replace(/^\/*/, '/')}?count=1`), 200, 400, 403, 501)
  }
}

async function knowsNoStranger(session: Session): Promise<void> {
  expectRefusal(await session.get('/ResourceTypes/Conformance'), [404])
}

async function refusesFilter(session: Session): Promise<void> {
  expectStatus(await session.get('/ResourceTypes?filter=name%20eq%20%22User%22'), 403)
}

function extensionsOf({ schemaExtensions }: JsonObject): readonly JsonObject[] {
  return Array.isArray(schemaExtensions) ? schemaExtensions.filter(isObject) : []
}
