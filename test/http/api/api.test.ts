import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { operator } from '../../../src/directory/staff'
import { type Access, type Answer, type Assembly, assemble, endAssemblies } from '../assembly'

const acme = 'urn:acme:2.0:User'

let assembly: Assembly
let harbor: Access
let island: Access
const keys: Record<'global' | 'harbor' | 'reader' | 'island', string> = {
  global: '',
  harbor: '',
  reader: '',
  island: '',
}

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  island = await assembly.organization('Island')
  const { directory } = assembly
  const [here, there] = [harbor, island].map(({ connection }) => operator(connection.organizationId))
  if (!here || !there) throw new Error('two organizations were made')
  keys.global = (await directory.addGlobalApiKey({ name: 'global', rights: 'write' })).key
  keys.harbor = (await directory.addApiKey(here, { name: 'harbor', rights: 'write' })).key
  keys.reader = (await directory.addApiKey(here, { name: 'reader', rights: 'read' })).key
  keys.island = (await directory.addApiKey(there, { name: 'island', rights: 'write' })).key
})

function ask(key: keyof typeof keys, request: string, body?: unknown): Promise<Answer> {
  const [method = '', path = ''] = request.split(' ')
  const headers = {
    authorization: `Bearer ${keys[key]}`,
    ...(body !== undefined && { 'content-type': 'application/json' }),
  }
  return assembly.ask(undefined, `${method} /api/v1${path}`, body, headers)
}

describe('an API key', () => {
  test('sees its organization and no other; one for all sees all', async () => {
    const slugs = async (key: keyof typeof keys) =>
      (await ask(key, 'GET /organizations')).json.map(({ slug }: { slug: string }) => slug)
    expect(await slugs('harbor')).toEqual(['harbor'])
    expect(await slugs('global')).toEqual(['harbor', 'island'])
    expect((await ask('harbor', 'GET /organizations/island')).status).toBe(404)
    expect((await ask('global', 'GET /organizations/island')).json.name).toBe('Island')
    expect((await ask('reader', 'GET /key')).json).toMatchObject({ name: 'reader', rights: 'read' })
  })

  test('may change nothing where it only reads', async () => {
    const refused = await ask('reader', `PUT /organizations/harbor/schemas/${acme}`, { attributes: [{ name: 'desk' }] })
    expect([refused.status, refused.json.title]).toEqual([403, 'Forbidden'])
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
    expect((await ask('reader', 'GET /organizations/harbor/schemas')).json).toEqual([])
  })

  test('is refused when it is missing, unknown, revoked, expired or a token of a connection', async () => {
    const { directory } = assembly
    const by = operator(harbor.connection.organizationId)
    const revoked = await directory.addApiKey(by, { name: 'gone', rights: 'read' })
    await directory.revokeApiKey(by, revoked.apiKey.id)
    const expires = Date.now() + 50
    const expired = await directory.addApiKey(by, { name: 'short', rights: 'read', expires })
    while (Date.now() < expires) await Bun.sleep(5)
    for (const key of [undefined, 'rc_api_nobody', revoked.key, expired.key, harbor.token]) {
      const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` }
      const { status, json } = await assembly.ask(undefined, 'GET /api/v1/organizations', undefined, headers)
      expect([key, status, json.status, typeof json.detail]).toEqual([key, 401, 401, 'string'])
    }
    await expect(directory.revokeApiKey(by, revoked.apiKey.id)).rejects.toThrow('There is no key')
    await expect(directory.revokeApiKey(operator(island.connection.organizationId), expired.apiKey.id)).rejects.toThrow(
      'There is no key',
    )
  })

  test('is told what is wrong with a request, and nothing of it is done', async () => {
    const path = '/organizations/harbor/connections'
    for (const body of ['{', '[]', 'null', {}, { name: 7 }, { name: '' }, '\u00ff'.repeat(3)]) {
      const { status, json } = await ask('harbor', `POST ${path}`, body)
      expect([body, status, typeof json.detail]).toEqual([body, 400, 'string'])
    }
    const huge = await ask('harbor', `POST ${path}`, { name: 'x'.repeat(2_000_000) })
    expect(huge.status).toBe(413)
    expect((await ask('harbor', `GET ${path}`)).json).toHaveLength(1)
    expect((await ask('harbor', 'GET /nothing')).status).toBe(404)
  })

  test('makes an organization only where it is good for all', async () => {
    const wish = { name: 'Lighthouse', owner: 'keeper@lighthouse.example', password: 'long enough for one' }
    expect((await ask('harbor', 'POST /organizations', wish)).status).toBe(403)
    expect((await ask('global', 'POST /organizations', { ...wish, password: 'short' })).status).toBe(400)
    const made = await ask('global', 'POST /organizations', wish)
    expect([made.status, made.json.slug]).toEqual([201, 'lighthouse'])
    expect((await ask('global', 'POST /organizations', wish)).status).toBe(409)
    const users = await fetch(`${made.json.connection.endpoint}/Users`, {
      headers: { authorization: `Bearer ${made.json.token}` },
    })
    expect(users.status).toBe(200)
  })
})

describe('attributes of its own', () => {
  test('are defined, shown in /Schemas at once, audited, and removed', async () => {
    const schemas = '/organizations/harbor/schemas'
    const attributes = [
      { name: 'badge', uniqueness: 'server' },
      { name: 'floor', type: 'integer' },
    ]
    const defined = await ask('harbor', `PUT ${schemas}/${acme}`, { attributes, required: false })
    expect([defined.status, defined.json[0].id, defined.json[0].attributes.length]).toEqual([200, acme, 2])
    const published = await assembly.ask(harbor, `GET /Schemas/${acme}`)
    expect(published.json.attributes.map(({ name }: { name: string }) => name)).toEqual(['badge', 'floor'])
    expect((await assembly.ask(island, `GET /Schemas/${acme}`)).status).toBe(404)
    const user = await assembly.ask(harbor, 'POST /Users', { userName: 'ada', [acme]: { badge: 'A1', floor: 3 } })
    expect(user.json[acme]).toEqual({ badge: 'A1', floor: 3 })
    const [entry] = await assembly.store.audit.list({ organizationId: harbor.connection.organizationId, limit: 1 })
    expect(entry).toMatchObject({ action: 'schema.defined', actorName: 'harbor', target: { type: 'schema', id: acme } })
    const left = await ask('harbor', `DELETE ${schemas}/${acme}/attributes/floor`)
    expect(left.json[0].attributes.map(({ name }: { name: string }) => name)).toEqual(['badge'])
    expect((await ask('harbor', `DELETE ${schemas}/${acme}`)).json).toEqual([])
    expect((await ask('harbor', `DELETE ${schemas}/${acme}`)).status).toBe(404)
  })

  test.each([
    [{}, 'attributes'],
    [{ attributes: [] }, 'attributes'],
    [{ attributes: [{ name: 'x y' }] }, 'name'],
    [{ attributes: [{ name: 'a', type: 'word' }] }, 'type'],
    [{ attributes: [{ name: 'a', type: 'complex' }] }, 'subAttributes'],
    [[1], 'attributes'],
  ])('are refused as %j', async (body, word) => {
    const { status, json } = await ask('harbor', `PUT /organizations/harbor/schemas/${acme}`, body)
    expect(status).toBe(400)
    expect(json.detail).toContain(word)
  })

  test('that a connection sends and nobody has defined are listed', async () => {
    await assembly.ask(harbor, 'POST /Users', { userName: 'grace', [acme]: { hat: 'red' } })
    await assembly.store.flush()
    const path = `/organizations/harbor/connections/${harbor.connection.id}/unknown-attributes`
    const { json } = await ask('reader', `GET ${path}`)
    expect(json).toMatchObject([{ path: `${acme}:hat`, resourceType: 'User', count: 1 }])
    expect((await ask('island', `GET ${path.replace('harbor', 'island')}`)).status).toBe(404)
  })
})

test('roles are enabled, filled, changed, removed and disabled', async () => {
  const types = '/organizations/harbor/resource-types'
  expect((await ask('harbor', `PUT ${types}/Role`, {})).json).toMatchObject([{ name: 'Role', endpoint: '/Roles' }])
  const put = await ask('harbor', `PUT ${types}/Role/resources/admin`, { displayName: 'Admin' })
  expect(put.json).toEqual({ id: 'admin', displayName: 'Admin' })
  expect((await assembly.ask(harbor, 'GET /Roles')).json.Resources[0].displayName).toBe('Admin')
  expect((await ask('reader', `GET ${types}/Role/resources`)).json).toHaveLength(1)
  expect((await ask('harbor', `PUT ${types}/Seat/resources/a`, { displayName: 'A' })).status).toBe(404)
  expect((await ask('harbor', `DELETE ${types}/Role/resources/admin`)).status).toBe(204)
  expect((await ask('harbor', `DELETE ${types}/Role/resources/admin`)).status).toBe(404)
  expect((await ask('harbor', `DELETE ${types}/Role`)).json).toEqual([])
})

test('connections are added, configured and given tokens', async () => {
  const path = '/organizations/island/connections'
  const made = await ask('island', `POST ${path}`, { name: 'Okta' })
  expect([made.status, made.json.name]).toEqual([201, 'Okta'])
  expect((await ask('island', `POST ${path}`, { name: 'okta' })).status).toBe(409)
  const changed = await ask('island', `PATCH ${path}/${made.json.id}`, { settings: { strict: true } })
  expect(changed.json.settings).toMatchObject({ strict: true, logBodies: true })
  expect((await ask('island', `PATCH ${path}/${made.json.id}`, { settings: { strict: 'very' } })).status).toBe(400)
  expect(changed.headers.get('cache-control')).toBe('no-store')
  for (const settings of ['{"strct":true}', '{"constructor":1}', '[]', 'null', '"strict"']) {
    const refused = await ask('island', `PATCH ${path}/${made.json.id}`, JSON.parse(`{"settings":${settings}}`))
    expect([settings, refused.status]).toEqual([settings, 400])
  }
  expect((await ask('harbor', `PATCH ${path}/${made.json.id}`, { settings: { strict: false } })).status).toBe(404)
  const foreign = `/organizations/harbor/connections/${made.json.id}`
  expect((await ask('harbor', `PATCH ${foreign}`, { settings: { strict: false } })).status).toBe(404)
  expect((await ask('harbor', `POST ${foreign}/tokens`, { name: 'stolen' })).status).toBe(404)
  const token = (await ask('island', `POST ${path}/${made.json.id}/tokens`, { name: 'second' })).json.token
  const users = await fetch(`${made.json.endpoint}/Users`, { headers: { authorization: `Bearer ${token}` } })
  expect(users.status).toBe(200)
})
