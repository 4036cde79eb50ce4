import { isObject, type Json } from '../../scim/json'
import { urns } from '../../scim/urns'
import { advice, check, theme } from '../check'
import { quote } from '../difference'
import { expectHas, expectStatus, resourceIn } from '../expect'
import { limitOf, type Server } from '../server'
import type { Session } from '../session'
import { fail } from '../verdict'

export const discoveryConfig = theme('Discovery: ServiceProviderConfig', [
  check('RFC 7644 §4', 'answers with the schema of a ServiceProviderConfig', answersConfig),
  check('RFC 7643 §5', 'says of each of the six features whether it is supported', saysFeatures),
  check('RFC 7643 §5', 'states its limits as whole numbers', statesLimits),
  check('RFC 7643 §5', 'describes at least one authentication scheme', describesSchemes),
  check('RFC 9865 §4', 'states how it pages', statesPaging, { unless: noPagination }),
  check('RFC 7643 §5', 'cannot be changed by a client', cannotBeChanged),
  advice('RFC 7643 §2.5', 'has no nulls in its discovery documents (Entra refuses them)', hasNoNulls),
])

const features = ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag'] as const

async function answersConfig(session: Session): Promise<void> {
  const answer = await session.get('/ServiceProviderConfig')
  const { schemas } = resourceIn(answer)
  if (Array.isArray(schemas) && schemas.includes(urns.serviceProviderConfig)) return
  fail(`schemas is ${quote(schemas)}, without ${urns.serviceProviderConfig}`, answer)
}

async function saysFeatures(session: Session): Promise<void> {
  const answer = await session.get('/ServiceProviderConfig')
  const config = resourceIn(answer)
  for (const name of features) {
    const feature = config[name]
    if (!isObject(feature)) fail(`${name} is ${quote(feature)}, not an object`, answer)
    if (typeof feature.supported !== 'boolean') {
      fail(`${name}.supported is ${quote(feature.supported)}, not true or false`, answer)
    }
  }
}

async function statesLimits(session: Session): Promise<void> {
  const answer = await session.get('/ServiceProviderConfig')
  const limits = [
    ['bulk', 'maxOperations'],
    ['bulk', 'maxPayloadSize'],
    ['filter', 'maxResults'],
  ] as const
  for (const [feature, name] of limits) {
    const said = resourceIn(answer)[feature]
    const limit = isObject(said) ? said[name] : undefined
    if (!isWhole(limit)) fail(`${feature}.${name} is ${quote(limit)}, not a whole number`, answer)
    if (limit < 1 && isObject(said) && said.supported === true) {
      fail(`${feature} is supported, yet ${name} is ${limit}`, answer)
    }
  }
}

async function describesSchemes(session: Session): Promise<void> {
  const answer = await session.get('/ServiceProviderConfig')
  const schemes = resourceIn(answer).authenticationSchemes
  if (!Array.isArray(schemes) || schemes.length === 0) fail('authenticationSchemes is missing or empty', answer)
  for (const scheme of schemes) {
    for (const name of ['type', 'name', 'description']) {
      const value = isObject(scheme) ? scheme[name] : undefined
      if (typeof value !== 'string' || value === '') fail(`a scheme's ${name} is ${quote(value)}`, answer)
    }
  }
}

function noPagination({ config }: Server): string | undefined {
  return isObject(config.pagination) ? undefined : 'ServiceProviderConfig has no pagination'
}

async function statesPaging(session: Session): Promise<void> {
  const answer = await session.get('/ServiceProviderConfig')
  const { pagination } = resourceIn(answer)
  if (!isObject(pagination)) return
  for (const name of ['cursor', 'index']) {
    if (typeof pagination[name] !== 'boolean') fail(`pagination.${name} is ${quote(pagination[name])}`, answer)
  }
  const { defaultPaginationMethod: method } = pagination
  if (method !== undefined && method !== 'cursor' && method !== 'index') {
    fail(`pagination.defaultPaginationMethod is ${quote(method)}, neither "cursor" nor "index"`, answer)
  }
  for (const name of ['defaultPageSize', 'maxPageSize', 'cursorTimeout']) {
    const value = pagination[name]
    if (value !== undefined && !isWhole(value))
      fail(`pagination.${name} is ${quote(value)}, not a whole number`, answer)
  }
  const [usual, most] = ['defaultPageSize', 'maxPageSize'].map((name) => limitOf(session.server, 'pagination', name))
  if (usual !== undefined && most !== undefined && usual > most) fail('defaultPageSize is above maxPageSize', answer)
}

async function cannotBeChanged(session: Session): Promise<void> {
  for (const method of ['PUT', 'POST', 'PATCH', 'DELETE']) {
    const body =
      method === 'DELETE' ? {} : { body: { schemas: [urns.serviceProviderConfig], patch: { supported: false } } }
    expectStatus(await session.send(method, '/ServiceProviderConfig', body), 400, 403, 404, 405, 501)
  }
  const answer = await session.get('/ServiceProviderConfig')
  expectHas(answer.body, { schemas: [urns.serviceProviderConfig] }, answer)
}

async function hasNoNulls(session: Session): Promise<void> {
  for (const path of ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas']) {
    const answer = await session.get(path)
    const where = nullIn(answer.body, '')
    if (where !== undefined) fail(`${where.slice(1)} is null`, answer)
  }
}

function nullIn(value: Json | undefined, path: string): string | undefined {
  if (value === null) return path
  if (typeof value !== 'object') return undefined
  for (const [name, member] of Object.entries(value)) {
    const found = nullIn(member, `${path}.${name}`)
    if (found !== undefined) return found
  }
  return undefined
}

const isWhole = (value: Json | undefined): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0
