import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { type Access, type Assembly, assemble, endAssemblies, urns, user } from '../http/assembly'

let assembly: Assembly
let harbor: Access
let open: Access

beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  open = await assembly.connection(harbor.connection.organizationId, { publicDiscovery: true })
})
afterAll(endAssemblies)

const base = ({ connection }: Access) => `/scim/v2/connections/${connection.id}`
const documents = [
  '/ServiceProviderConfig',
  '/Schemas',
  `/Schemas/${urns.user}`,
  '/ResourceTypes',
  '/ResourceTypes/User',
] as const

describe('discovery that is open to everybody', () => {
  test('answers without a token as it does with one, at the base that names the connection', async () => {
    for (const path of documents) {
      const anonymous = await assembly.ask(undefined, `GET ${base(open)}${path}`)
      const known = await assembly.ask(open, `GET ${base(open)}${path}`)
      expect([path, anonymous.status, anonymous.text]).toEqual([path, 200, known.text])
      const event = (await assembly.events(open.connection)).at(-2)
      expect([event?.path, event?.status]).toEqual([base(open) + path, 200])
    }
    expect((await assembly.ask(undefined, `GET ${base(open)}/Schemas/none`)).status).toBe(404)
  })

  test('is as open by a path with slashes too many', async () => {
    for (const path of documents) {
      const { text } = await assembly.ask(open, `GET ${base(open)}${path}`)
      for (const odd of [`${path}/`, `${path}//`, `/${path}`, `//${path.slice(1).replaceAll('/', '//')}/?x=/y`]) {
        const answer = await assembly.ask(undefined, `GET ${base(open)}${odd}`)
        expect([odd, answer.status, answer.text]).toEqual([odd, 200, text])
        expect((await assembly.ask(undefined, `GET ${base(harbor)}${odd}`)).status).toBe(401)
        expect((await assembly.ask(undefined, `GET /api/connect/v1${odd}`)).status).toBe(401)
      }
    }
    for (const request of ['GET //Users/', 'GET /Users?/Schemas', 'GET /Schemas/x/y/', 'POST /Schemas/', 'GET //']) {
      const [method, path] = request.split(' ')
      expect([request, (await assembly.ask(undefined, `${method} ${base(open)}${path}`)).status]).toEqual([
        request,
        401,
      ])
    }
  })

  test('is open only where it is set, and at no base that names nobody', async () => {
    for (const path of documents) {
      for (const closed of [
        base(harbor),
        '/scim/v2',
        '/api/connect/v1/scim/2.0',
        '/api/connect/v1',
        `${base(open)}x`,
      ]) {
        const { status, json, headers } = await assembly.ask(undefined, `GET ${closed}${path}`)
        expect([closed, path, status, json.status]).toEqual([closed, path, 401, '401'])
        expect(headers.get('www-authenticate')).toContain('Bearer')
      }
    }
  })

  test('opens nothing else', async () => {
    const { id } = (await assembly.ask(open, 'POST /Users', user('ann'))).json
    for (const [request, body] of [
      ['GET /Users'],
      ['GET /Groups'],
      [`GET /Users/${id}`],
      ['GET '],
      ['GET /'],
      ['GET /Me'],
      ['GET /Nowhere'],
      ['GET /Schemas/x/y'],
      ['POST /Users', user('bob')],
      [`PATCH /Users/${id}`, {}],
      [`DELETE /Users/${id}`],
      ['POST /.search', {}],
      ['POST /Users/.search', {}],
      ['POST /Bulk', { Operations: [] }],
      ['POST /Schemas', {}],
      ['PUT /ServiceProviderConfig', {}],
      ['DELETE /Schemas'],
    ] as const) {
      const [method, path] = request.split(' ')
      const { status, text } = await assembly.ask(undefined, `${method} ${base(open)}${path}`, body)
      expect([request, status]).toEqual([request, 401])
      expect(text).not.toContain('ann')
    }
    expect((await assembly.ask(open, `GET /Users/${id}`)).status).toBe(200)
  })

  test('still refuses a token that is wrong, revoked or another connection’s', async () => {
    for (const authorization of ['Bearer wrong', `Bearer ${harbor.token}`, 'Basic eDp5', 'nonsense']) {
      const answer = await assembly.ask(undefined, `GET ${base(open)}/Schemas`, undefined, { authorization })
      expect([authorization, answer.status]).toEqual([authorization, 401])
    }
  })

  test('takes an empty token for none', async () => {
    const answer = await assembly.ask(undefined, `GET ${base(open)}/Schemas`, undefined, { authorization: '' })
    expect(answer.status).toBe(200)
  })

  test('is opened and closed at once', async () => {
    const { connection } = await assembly.organization('Ferry')
    const status = async () =>
      (await assembly.ask(undefined, `GET /scim/v2/connections/${connection.id}/ResourceTypes`)).status
    expect(await status()).toBe(401)
    await assembly.directory.configure(operator(connection.organizationId), connection.id, { publicDiscovery: true })
    expect(await status()).toBe(200)
    await assembly.directory.configure(operator(connection.organizationId), connection.id, { publicDiscovery: false })
    expect(await status()).toBe(401)
  })

  test('is opened for all connections of an organization, and for no other organization', async () => {
    const ferry = await assembly.organization('Pier')
    const other = await assembly.connection(ferry.connection.organizationId)
    const status = async (access: Access, path: string) =>
      (await assembly.ask(undefined, `GET ${base(access)}${path}`)).status
    const by = operator(ferry.connection.organizationId)
    await assembly.directory.configureOrganization(by, { settings: { publicDiscovery: true } })
    expect(await status(ferry, '/Schemas')).toBe(200)
    expect(await status(other, '/ServiceProviderConfig')).toBe(200)
    expect(await status(ferry, '/Users')).toBe(401)
    expect(await status(harbor, '/Schemas')).toBe(401)
    await assembly.directory.configureOrganization(by, { settings: { publicDiscovery: false } })
    expect(await status(other, '/Schemas')).toBe(401)
  })
})

describe('/Me', () => {
  test('is not implemented, which is said with a reason to whoever is known', async () => {
    for (const path of ['/scim/v2', base(harbor), '/api/connect/v1/scim/2.0', '/api/connect/v1']) {
      for (const [method, body] of [
        ['GET', undefined],
        ['POST', user('me')],
        ['PUT', user('me')],
        ['PATCH', {}],
        ['DELETE', undefined],
      ] as const) {
        const { status, json } = await assembly.ask(harbor, `${method} ${path}/Me`, body)
        expect([method, status, json.schemas, json.status]).toEqual([method, 501, [urns.error], '501'])
        expect(json.detail).toContain('a connection is no person')
        const event = await assembly.lastEvent(harbor)
        expect([event.method, event.status, event.detail]).toEqual([method, 501, json.detail])
      }
    }
  })

  test('says nothing to strangers', async () => {
    expect((await assembly.ask(undefined, 'GET /Me')).status).toBe(401)
    expect((await assembly.ask({ ...harbor, token: 'wrong' }, 'PATCH /Me', {})).status).toBe(401)
  })

  test('has nothing below it', async () => {
    expect((await assembly.ask(harbor, 'GET /Me/x')).status).toBe(404)
  })
})
