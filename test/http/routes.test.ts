import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { routes as consoleRoutes } from '../../src/http/console/routes'
import { type Access, type Assembly, assemble, endAssemblies, urns, user } from './assembly'

let assembly: Assembly
let harbor: Access

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
})

const open = [
  '/assets/console.css',
  '/assets/console.js',
  '/assets/icons.svg',
  '/health',
  '/ready',
  '/swagger',
  '/swagger/explorer.css',
  '/swagger/explorer.js',
  '/swagger/json',
  '/swagger/swagger-ui.css',
  '/swagger/swagger-ui.js',
]
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

describe('without a token', () => {
  test('every route but a few is refused', async () => {
    const answered = new Set<string>()
    let refused = 0
    const pages = new Set(consoleRoutes.map(({ method, path }) => `${method} ${path}`))
    for (const { method, path } of assembly.routes) {
      // Pages send whoever is not signed in to sign in; a test of their own walks them.
      if (pages.has(`${method} ${path}`)) continue
      const filled = path.replace(':connectionId', harbor.connection.id).replace(':id', 'x').replace('*', 'whatever')
      for (const verb of method === 'ALL' ? methods : [method]) {
        const { status, headers, json } = await assembly.ask(undefined, `${verb} ${filled}`)
        if (status !== 401) answered.add(path)
        else {
          refused++
          const isApi = path.startsWith('/api/v1')
          const shape = isApi ? [undefined, 401] : [[urns.error], '401']
          expect([verb, path, json.schemas, json.status, typeof json.detail]).toEqual([verb, path, ...shape, 'string'])
          expect(headers.get('www-authenticate')).toContain('Bearer')
          expect(headers.get('content-type')).toBe(isApi ? 'application/problem+json' : 'application/scim+json')
        }
      }
    }
    expect([...answered].sort()).toEqual(open)
    expect(refused).toBeGreaterThan(50)
  })

  test('the open ones answer', async () => {
    for (const path of open) expect([path, (await assembly.ask(undefined, `GET ${path}`)).status]).toEqual([path, 200])
    expect((await assembly.ask(undefined, 'GET /health')).json).toEqual({ status: 'ok' })
    expect((await assembly.ask(undefined, 'GET /ready')).json).toEqual({ status: 'ready' })
  })

  test('what is at no address is a problem outside SCIM, and a SCIM Error below a base', async () => {
    const elsewhere = await assembly.ask(undefined, 'GET /api/nothing')
    expect([elsewhere.status, elsewhere.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
    expect((await assembly.ask(undefined, 'GET /Nothing')).status).toBe(401)
  })
})

describe('each of the four bases', () => {
  const bases = () => [
    '/scim/v2',
    `/scim/v2/connections/${harbor.connection.id}`,
    '/api/connect/v1/scim/2.0',
    '/api/connect/v1',
  ]

  test('serves the same people, and names itself in their locations', async () => {
    for (const [index, base] of bases().entries()) {
      const created = await assembly.ask(harbor, `POST ${base}/Users`, user(`base${index}@harbor.example`))
      const at = `${assembly.url}${base}/Users/${created.json.id}`
      expect([created.status, created.headers.get('location'), created.json.meta.location]).toEqual([201, at, at])
      for (const other of bases()) {
        const read = await assembly.ask(harbor, `GET ${other}/Users/${created.json.id}`)
        expect(read.json.meta.location).toBe(`${assembly.url}${other}/Users/${created.json.id}`)
      }
    }
  })

  test('has all endpoints', async () => {
    for (const base of bases()) {
      for (const path of ['/Users', '/Groups', '/Schemas', '/ResourceTypes', '/ServiceProviderConfig']) {
        expect([base, path, (await assembly.ask(harbor, `GET ${base}${path}`)).status]).toEqual([base, path, 200])
      }
      const type = await assembly.ask(harbor, `GET ${base}/ResourceTypes/User`)
      expect(type.json.meta.location).toBe(`${assembly.url}${base}/ResourceTypes/User`)
    }
  })

  test('answers a HEAD as a GET without its body, and logs it', async () => {
    for (const base of bases()) {
      for (const path of ['/Users', '/Users/', '/Users/nobody', '/Schemas', '/Ships', '/Bulk']) {
        const get = await assembly.ask(harbor, `GET ${base}${path}`)
        const head = await assembly.ask(harbor, `HEAD ${base}${path}`)
        expect([base, path, head.status, head.text]).toEqual([base, path, get.status, ''])
        const event = await assembly.lastEvent(harbor)
        expect([event.method, event.path, event.status]).toEqual(['HEAD', `${base}${path}`, head.status])
      }
    }
  })

  test('answers what it has not in SCIM’s terms, and logs it', async () => {
    for (const base of bases()) {
      for (const [request, status, allow] of [
        [`GET ${base}/Ships`, 404, null],
        [`GET ${base}/Users/x/y`, 404, null],
        [`PUT ${base}/Users`, 405, 'GET, POST'],
        [`DELETE ${base}/Groups`, 405, 'GET, POST'],
        [`POST ${base}/Users/x`, 405, 'GET, PUT, PATCH, DELETE'],
        [`POST ${base}/Schemas`, 405, 'GET'],
        [`OPTIONS ${base}/Users`, 405, 'GET, POST'],
        [`POST ${base}/Users/x/y`, 404, null],
        [`GET ${base}/Me`, 501, null],
        [`PATCH ${base}/Me`, 501, null],
      ] as const) {
        const { status: found, headers, json } = await assembly.ask(harbor, request)
        expect([request, found, json.status, headers.get('allow')]).toEqual([request, status, String(status), allow])
        expect(json.schemas).toEqual([urns.error])
        const event = await assembly.lastEvent(harbor)
        expect([`${event.method} ${event.path}`, event.status, event.detail]).toEqual([request, status, json.detail])
      }
    }
  })
})

describe('slashes too many', () => {
  test('in a path mean what the path without them means', async () => {
    const { json } = await assembly.ask(harbor, 'POST //Users/', user('slashes@harbor.example'))
    expect(json.userName).toBe('slashes@harbor.example')
    expect(json.meta.location).toBe(`${assembly.url}/scim/v2/Users/${json.id}`)
    for (const path of [`//Users/${json.id}`, `/Users/${json.id}/`, `/Users//${json.id}//`]) {
      const read = await assembly.ask(harbor, `GET /scim/v2${path}`)
      expect([path, read.status, read.json.id]).toEqual([path, 200, json.id])
    }
    const found = await assembly.ask(harbor, `GET /Users/?filter=${encodeURIComponent(`id eq "${json.id}"`)}`)
    expect(found.json.totalResults).toBe(1)
    const named = await assembly.ask(harbor, `GET /scim/v2/connections/${harbor.connection.id}//Users//${json.id}`)
    expect(named.json.meta.location).toBe(
      `${assembly.url}/scim/v2/connections/${harbor.connection.id}/Users/${json.id}`,
    )
    expect((await assembly.ask(harbor, `DELETE /scim/v2//Users/${json.id}/`)).status).toBe(204)
    expect((await assembly.ask(harbor, `GET /Users/${json.id}`)).status).toBe(404)
  })
})

test('an id may hold what a path may hold, and is decoded once', async () => {
  for (const [id, called] of [
    ['a%20b', 'a b'],
    ['a%2520b', 'a%20b'],
    ['a%2Fb', 'a/b'],
    ['%C3%A9', 'é'],
  ]) {
    const { status, json } = await assembly.ask(harbor, `GET /Users/${id}`)
    expect([status, json.detail]).toEqual([404, `There is no user with the id ${called}.`])
  }
})
