import { afterAll, describe, expect, test } from 'bun:test'
import { type Access, type Assembly, assemble, type Circumstances, endAssemblies, user } from './assembly'
import { head, raw } from './raw'

afterAll(endAssemblies)

async function harborWith(circumstances: Circumstances): Promise<{ assembly: Assembly; harbor: Access }> {
  const assembly = await assemble(circumstances)
  return { assembly, harbor: await assembly.organization('Harbor') }
}

const forwarded = {
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'scim.harbor.example',
}

describe('whose word is taken for who is calling', () => {
  test('nobody’s, where no proxy is trusted', async () => {
    const { assembly, harbor } = await harborWith({})
    const { headers } = await assembly.ask(harbor, 'POST /Users', user('a@harbor.example'), forwarded)
    expect(headers.get('location')).toStartWith(`${assembly.url}/scim/v2/Users/`)
    expect((await assembly.lastEvent(harbor)).ip).toBe('127.0.0.1')
  })

  test('that of a trusted proxy', async () => {
    const { assembly, harbor } = await harborWith({ trustedProxies: ['127.0.0.0/8'] })
    const { headers } = await assembly.ask(harbor, 'POST /Users', user('a@harbor.example'), forwarded)
    expect(headers.get('location')).toStartWith('https://scim.harbor.example/scim/v2/Users/')
    expect((await assembly.lastEvent(harbor)).ip).toBe('203.0.113.7')
  })

  test('not that of another', async () => {
    const { assembly, harbor } = await harborWith({ trustedProxies: ['10.0.0.0/8', '::1'] })
    await assembly.ask(harbor, 'GET /Users', undefined, forwarded)
    expect((await assembly.lastEvent(harbor)).ip).toBe('127.0.0.1')
  })

  test.each([
    ['198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7, 10.1.2.3', '203.0.113.7'],
    ['203.0.113.7,127.0.0.1', '203.0.113.7'],
    ['2001:db8::7', '2001:db8::7'],
    ['10.1.2.3', '127.0.0.1'],
    ['unknown, <script>', '127.0.0.1'],
    ['203.0.113.7, unknown', '203.0.113.7'],
    ['', '127.0.0.1'],
  ])('of “%s” the last that is no trusted proxy: %s', async (header, ip) => {
    const { assembly, harbor } = await harborWith({ trustedProxies: ['127.0.0.1', '10.0.0.0/8'] })
    await assembly.ask(harbor, 'GET /Users', undefined, { 'x-forwarded-for': header })
    expect((await assembly.lastEvent(harbor)).ip).toBe(ip)
  })

  test('but a proxy cannot put anything but a host and a scheme into our addresses', async () => {
    const { assembly, harbor } = await harborWith({ trustedProxies: ['127.0.0.1'] })
    for (const [name, value] of [
      ['x-forwarded-host', 'evil.example/path'],
      ['x-forwarded-host', 'a b'],
      ['x-forwarded-host', 'evil.example"'],
      ['x-forwarded-proto', 'javascript'],
    ] as const) {
      const { json } = await assembly.ask(harbor, 'GET /ServiceProviderConfig', undefined, { [name]: value })
      expect(json.meta.location).toBe(`${assembly.url}/scim/v2/ServiceProviderConfig`)
    }
  })
})

describe('what the server is called', () => {
  test('is settled by the public URL, whatever the Host says', async () => {
    const publicUrl = 'https://people.harbor.example/rollcall'
    const { assembly, harbor } = await harborWith({ publicUrl, trustedProxies: ['127.0.0.1'] })
    const base = `${publicUrl}/scim/v2`
    const created = await assembly.ask(harbor, 'POST /Users', user('ann@harbor.example'), forwarded)
    expect(created.headers.get('location')).toBe(`${base}/Users/${created.json.id}`)
    const members = [{ value: created.json.id }]
    const crew = await assembly.ask(harbor, 'POST /Groups', { displayName: 'Crew', members })
    expect(crew.json.members[0].$ref).toBe(`${base}/Users/${created.json.id}`)
    const listed = await assembly.ask(harbor, 'GET /Users')
    expect(listed.json.Resources[0].meta.location).toBe(`${base}/Users/${created.json.id}`)
    expect(listed.json.Resources[0].groups[0].$ref).toBe(`${base}/Groups/${crew.json.id}`)
    const schemas = await assembly.ask(harbor, 'GET /Schemas')
    expect(schemas.json.Resources[0].meta.location).toStartWith(`${base}/Schemas/urn:`)
  })

  test('is otherwise what the client called it', async () => {
    const { assembly, harbor } = await harborWith({})
    const headers = { host: 'directory.test:8080', authorization: `Bearer ${harbor.token}` }
    const { text } = await raw(assembly.port, [head('GET /scim/v2/ServiceProviderConfig', headers)])
    expect(JSON.parse(text).meta.location).toBe('http://directory.test:8080/scim/v2/ServiceProviderConfig')
  })

  test.each([
    ['of one letter', 'GET /scim/v2/Users/nobody HTTP/1.1\r\nhost: h\r\n', 'http://h'],
    ['in the request line', 'GET http://h/scim/v2/Users/nobody HTTP/1.1\r\nhost: h\r\n', 'http://h'],
    ['left out, as HTTP/1.0 may', 'GET /scim/v2/Users/nobody HTTP/1.0\r\n', ''],
  ])('may be %s, and the path is known all the same', async (_, start, own) => {
    const { assembly, harbor } = await harborWith({})
    const authorization = `authorization: Bearer ${harbor.token}\r\n\r\n`
    expect((await raw(assembly.port, [start + authorization])).status).toBe(404)
    expect((await assembly.lastEvent(harbor)).path).toBe('/scim/v2/Users/nobody')
    const config = start.replace('Users/nobody', 'ServiceProviderConfig')
    const { text } = await raw(assembly.port, [config + authorization])
    expect(JSON.parse(text).meta.location).toBe(`${own}/scim/v2/ServiceProviderConfig`)
    const api = start.replace('scim/v2/Users/nobody', 'api/v1/organizations/harbor')
    expect((await raw(assembly.port, [api + authorization])).status).toBe(401)
  })
})

test.each(['a b', 'exämple.com', '../..'])(
  'a request to the host "%s" that leads nowhere gets a SCIM error and an event',
  async (host) => {
    const { assembly, harbor } = await harborWith({})
    const authorization = `Authorization: Bearer ${harbor.token}`
    const lines = [`GET /scim/v2/nowhere HTTP/1.1`, `Host: ${host}`, authorization, 'Connection: close', '', '']
    const answer = await raw(assembly.port, [lines.join('\r\n')])
    expect([answer.status, JSON.parse(answer.text).status]).toEqual([404, '404'])
    expect(await assembly.lastEvent(harbor)).toMatchObject({ status: 404, path: '/scim/v2/nowhere' })
  },
)
