import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Access, type Assembly, assemble, endAssemblies } from '../assembly'
import { head, raw } from '../raw'
import { owner, type Visitor, visitor } from './visitor'

let assembly: Assembly
let harbor: Access
let ownerHere: Visitor

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  ownerHere = await owner(assembly, 'Harbor')
})

test.each(['progress=100%', 'rollcall_session=%ff', '=', 'a; b=%E0%A4%A', '"', 'x_rollcall_session=a'])(
  'cookies that others left are no failure: %s',
  async (left) => {
    expect((await visitor(assembly.url).get('/people', { cookie: left })).status).toBe(303)
    const session = ownerHere.cookies.get('rollcall_session') ?? ''
    const both = [`${left}; rollcall_session=${session}`, `rollcall_session=${session}; ${left}`]
    const statuses = await Promise.all(both.map((cookie) => visitor(assembly.url).get('/people', { cookie })))
    expect(statuses.some(({ status }) => status === 200)).toBe(true)
    expect(assembly.errors).toEqual([])
  },
)

test('asking for the head of a page is reading it', async () => {
  const headers = { cookie: `rollcall_session=${ownerHere.cookies.get('rollcall_session')}` }
  const head = (path: string, more = {}) =>
    fetch(new URL(path, assembly.url), { method: 'HEAD', headers: more, redirect: 'manual' })
  expect((await head('/sign-in')).status).toBe(200)
  expect((await head('/people', headers)).status).toBe(200)
  expect((await head('/people?q=a')).headers.get('location')).toBe('/sign-in?to=%2Fpeople%3Fq%3Da')
  expect((await head('/sign-out', headers)).status).toBe(404)
})

test('what was done is said, however long the names in it are', async () => {
  for (const userName of ['n'.repeat(20_000), '😀'.repeat(9_999), `a${'\u0001'.repeat(9_999)}`]) {
    const made = await assembly.ask(harbor, 'POST /Users', {
      userName,
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    })
    const to = `/people/${made.json.id}`
    const answered = await ownerHere.post(`${to}/restoration`)
    for (const line of answered.headers.getSetCookie()) expect(line.length).toBeLessThan(4096)
    expect((await ownerHere.get(to)).text).toContain('is not deleted.')
  }
})

test('names of a megabyte make no page large', async () => {
  const there = await assemble()
  const access = await there.organization('Pier')
  const browser = await owner(there, 'Pier')
  const long = 'w'.repeat(900_000)
  const schema = 'urn:ietf:params:scim:schemas:core:2.0'
  const people = [{ displayName: long }, { userName: `${long}@pier.example` }, { emails: [{ value: long }] }]
  const ids: string[] = []
  for (const [index, each] of people.entries()) {
    const body = { schemas: [`${schema}:User`], userName: `long${index}@pier.example`, ...each }
    ids.push((await there.ask(access, 'POST /Users', body)).json.id)
  }
  const make = (displayName: string, of: readonly string[]) =>
    there.ask(access, 'POST /Groups', {
      schemas: [`${schema}:Group`],
      displayName,
      members: of.map((value) => ({ value })),
    })
  const inner = (await make(long, [])).json.id
  const outer = (await make('Crew', [...ids, inner])).json.id
  for (const path of ['/', '/people', '/groups', `/groups/${outer}`, '/events', '/audit']) {
    const { status, html } = await browser.get(path)
    expect([path, status, html.length < 100_000]).toEqual([path, 200, true])
  }
})

test('a page for whoever has a link keeps its secret out of the log when it fails', async () => {
  const there = await assemble()
  there.store.links.find = async () => {
    throw new Error('the disk is gone')
  }
  expect((await visitor(there.url).get('/invitation/a-secret-of-somebody')).status).toBe(500)
  expect(JSON.stringify(there.errors)).toContain('/invitation/:token')
  expect(JSON.stringify(there.errors)).not.toContain('a-secret-of-somebody')
})

test.each(['localhost:99999999', '[::1', 'a:b:c', '%', '@', '<x>'])(
  'a host that is none is no failure: %s',
  async (host) => {
    const paths = [
      '/people',
      '/sign-in',
      '/scim/v2/Users',
      '/scim/v2/nothing',
      '/api/v1/key',
      '/nothing',
      '/swagger/json',
    ]
    for (const path of paths) {
      const { status, text } = await raw(assembly.port, [head(`GET ${path}`, { host, accept: 'text/html' })])
      expect([path, status > 0 && status < 500, text]).toEqual([path, true, expect.not.stringContaining('Invalid URL')])
    }
    expect(assembly.errors).toEqual([])
  },
)
