import { beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { password, visitor } from '../http/console/visitor'
import { commandsOnPostgres } from '../support/commands-on-postgres'
import { rollcall } from '../support/rollcall'
import { type Client, type Json, must, patch, until, user } from './client'
import { asking, directly, publicUrl, type Replicas, startReplicas } from './replicas'

setDefaultTimeout(60_000)

const numbers = [0, 1, 2] as const
type Number = (typeof numbers)[number]

const postgres = commandsOnPostgres()
let env: Readonly<Record<string, string>>
let replicas: Replicas
let key: string

beforeAll(async () => {
  env = { ROLLCALL_DATABASE_URL: await postgres.createDatabase() }
  replicas = await startReplicas(3, env.ROLLCALL_DATABASE_URL ?? '', ['--threads=2'])
  const words = ['api-key', 'add', '--all', '--name', 'test', '--rights', 'write', '--json']
  key = JSON.parse((await rollcall(words, { env })).stdout).key
}, 120_000)

test('of the links to the first run that each printed, the newest is good, on any of them, once', async () => {
  const links = () =>
    replicas.logged().flatMap(({ link }) => (typeof link === 'string' ? [new URL(link).pathname] : []))
  await until(() => links().length === 3)
  const good = async (number: Number) => {
    const pages = await Promise.all(links().map(async (path) => [path, await browser().get(number, path)] as const))
    return pages.flatMap(([path, { status }]) => (status === 200 ? [path] : []))
  }
  const [path, ...others] = await good(0)
  expect([path, others]).toEqual([expect.stringContaining('/first-run/'), []])
  for (const number of numbers) expect(await good(number)).toEqual([path ?? ''])
  const form = { organization: 'Harbor', owner: 'owner@harbor.example', password }
  const made = await Promise.all(numbers.map((number) => browser().post(number, path ?? '', form)))
  expect(made.map(({ status }) => status).sort()).toEqual([303, 410, 410])
  for (const number of numbers) expect(await good(number)).toEqual([])
})

describe('what is changed through one holds for the next request at every other:', () => {
  test('a token that is added, and all that end', async () => {
    const island = await organization('Island')
    const { token } = await api(1, `POST ${island.path}/tokens`, { name: 'second' })
    expect(await statuses(island, 'GET /Users', token)).toEqual([200])
    const access = await accessToken(0, island)
    expect(await statuses(island, 'GET /Users', access)).toEqual([200])
    const owner = await signedIn(0, 'Island')
    await owner.post(2, `/connections/${island.id}/tokens/regeneration`)
    for (const old of [token, island.token, access]) expect(await statuses(island, 'GET /Users', old)).toEqual([401])
    const page = await owner.get(1, `/connections/${island.id}`)
    const [fresh = ''] = /rc_scim_[\w-]+/.exec(page.html) ?? []
    expect(await statuses(island, 'GET /Users', fresh)).toEqual([200])
  })

  test('settings, a pause and an attribute of its own', async () => {
    const reef = await organization('Reef')
    const loose = 'GET /Users?filter=userName eq ada'
    const configure = (number: Number, settings: object) => api(number, `PATCH ${reef.path}`, { settings })
    expect(await statuses(reef, loose)).toEqual([200])
    await configure(0, { strict: true })
    expect(await statuses(reef, loose)).toEqual([400])
    await configure(1, { strict: false, requestsPerSecond: 1 })
    expect(await statuses(reef, loose)).toEqual([200, 429])
    await configure(2, { requestsPerSecond: 0 })
    expect(await statuses(reef, loose)).toEqual([200])

    const owner = await signedIn(0, 'Reef')
    await owner.post(1, `/connections/${reef.id}/pause`)
    expect(await statuses(reef, loose)).toEqual([503])
    await owner.post(2, `/connections/${reef.id}/resume`)
    expect(await statuses(reef, loose)).toEqual([200])

    const urn = 'urn:acme:2.0:User'
    expect(await statuses(reef, `GET /Schemas/${urn}`)).toEqual([404])
    await api(0, `PUT /organizations/reef/schemas/${urn}`, { attributes: [{ name: 'badge', uniqueness: 'server' }] })
    expect(await statuses(reef, `GET /Schemas/${urn}`)).toEqual([200])
    const wearing = { ...user('ada'), [urn]: { badge: 'A1' } }
    const { id } = await must(reef.at(1)('POST /Users', wearing))
    expect((await must(reef.at(2)(`GET /Users/${id}`)))[urn]).toEqual({ badge: 'A1' })
    expect((await reef.at(0)('POST /Users', { ...wearing, userName: 'bob' })).status).toBe(409)
    await api(2, `DELETE /organizations/reef/schemas/${urn}/attributes/badge`)
    expect(await statuses(reef, `GET /Schemas/${urn}`)).toEqual([404])
  })

  test('an API key that a command has revoked', async () => {
    await organization('Atoll')
    const words = (...more: readonly string[]) => ['api-key', ...more, '--organization', 'Atoll', '--json']
    const added = JSON.parse((await rollcall(words('add', '--name', 'portal'), { env })).stdout)
    const asked = async () =>
      (await Promise.all(numbers.map((number) => apiAnswer(number, 'GET /organizations', undefined, added.key)))).map(
        ({ status }) => status,
      )
    expect(await asked()).toEqual([200, 200, 200])
    expect((await rollcall(words('revoke', '--id', added.id), { env })).code).toBe(0)
    expect(await asked()).toEqual([401, 401, 401])
  })
})

describe('the console', () => {
  test('goes on at another, and signing out ends it everywhere', async () => {
    await organization('Bay')
    const owner = await signedIn(0, 'Bay')
    const thief = new Map(owner.cookies)
    for (const number of numbers) expect((await owner.get(number, '/people')).status).toBe(200)
    await owner.post(1, '/sign-out')
    for (const [name, value] of thief) owner.cookies.set(name, value)
    for (const number of numbers) expect((await owner.get(number, '/people')).location).toContain('/sign-in')
  })

  test('counts guesses wherever they are made', async () => {
    await organization('Cove')
    const guesses = await Promise.all(
      Array.from({ length: 15 }, (_, index) =>
        browser().post(numberAt(index), '/sign-in', { login: 'owner@cove.example', password: 'a guess' }),
      ),
    )
    expect(guesses.map(({ status }) => status).sort()).toEqual([...Array(5).fill(401), ...Array(10).fill(429)])
    for (const number of numbers) {
      const right = await browser().post(number, '/sign-in', { login: 'owner@cove.example', password })
      expect(right.status).toBe(429)
    }
  })
})

describe('of what they are asked for at once', () => {
  test('a userName is given once', async () => {
    const strait = await organization('Strait')
    const answers = await atOnce(30, (number, index) =>
      strait.at(number)('POST /Users', user(index % 2 ? 'ada' : 'ADA')),
    )
    expect(answers).toEqual({ 201: 1, 409: 29 })
    expect((await must(strait.at(0)('GET /Users'))).totalResults).toBe(1)
  })

  test('a change of a version that is named is made once', async () => {
    const fjord = await organization('Fjord')
    const { id, meta } = await must(fjord.at(0)('POST /Users', user('ada')))
    const headers = { authorization: `Bearer ${fjord.token}`, 'if-match': meta.version }
    const answers = await atOnce(12, (number, index) =>
      fetch(`${replicas.url(number)}${new URL(fjord.endpoint).pathname}/Users/${id}`, {
        method: 'PATCH',
        headers: { ...headers, 'content-type': 'application/scim+json' },
        body: JSON.stringify(patch({ op: 'replace', path: 'title', value: String(index) })),
      }),
    )
    expect(answers).toEqual({ 200: 1, 412: 11 })
  })

  test('no more people are deactivated than the safeguard lets pass', async () => {
    const delta = await organization('Delta')
    const people: Json[] = await Promise.all(
      Array.from({ length: 40 }, (_, index) => must(delta.at(numberAt(index))('POST /Users', user(`p${index}`)))),
    )
    const leave = patch({ op: 'replace', path: 'active', value: false })
    const answers = await atOnce(40, (number, index) => delta.at(number)(`PATCH /Users/${people[index].id}`, leave))
    expect(answers).toEqual({ 200: 10, 503: 30 })
    const { totalResults } = await must(delta.at(1)('GET /Users?filter=active eq true'))
    expect(totalResults).toBe(30)
    const owner = await signedIn(2, 'Delta')
    for (const number of numbers) expect((await owner.get(number, '/')).text).toContain('is on hold')
  })

  test.each([
    ['deleted', 'DELETE', undefined, 204],
    ['deactivated', 'PATCH', patch({ op: 'replace', path: 'active', value: false }), 200],
  ] as const)('the last owner is not %s', async (word, method, body, done) => {
    const name = `Port of who is ${word}`
    const port = await organization(name)
    const owner = await signedIn(0, name)
    const owners: Json[] = await Promise.all(
      ['a', 'b', 'c'].map((userName) => must(port.at(0)('POST /Users', user(userName)))),
    )
    for (const { id } of owners) await owner.post(0, `/people/${id}/role`, { from: 'member', role: 'owner' })
    const [self] = await ownersOf(name)
    await owner.post(1, `/people/${self.id}/role`, { from: 'owner', role: 'member' })
    const answers = await atOnce(3, (number, index) => port.at(number)(`${method} /Users/${owners[index].id}`, body))
    expect(answers).toEqual({ [done]: 2, 403: 1 })
    expect(await ownersOf(name)).toHaveLength(1)
  })
})

test('a walk by cursor goes on at another', async () => {
  const gulf = await organization('Gulf')
  const names = Array.from({ length: 12 }, (_, index) => `p${String(index).padStart(2, '0')}`)
  for (const [index, name] of names.entries()) await must(gulf.at(numberAt(index))('POST /Users', user(name)))
  const met: string[] = []
  let cursor: string | undefined = ''
  for (let page = 0; cursor !== undefined; page++) {
    const query = `count=2&sortBy=userName&cursor=${encodeURIComponent(cursor)}`
    const list: Json = await must(gulf.at(numberAt(page))(`GET /Users?${query}`))
    met.push(...list.Resources.map(({ userName }: Json) => userName))
    cursor = list.nextCursor
  }
  expect(met).toEqual(names)
})

const numberAt = (index: number): Number => numbers[index % 3] ?? 0

interface Organization {
  /** Of its connection. */
  readonly id: string
  readonly endpoint: string
  readonly token: string
  /** Of its connection in the API. */
  readonly path: string
  at(number: Number): Client
}

async function organization(name: string): Promise<Organization> {
  const owner = `owner@${slugOf(name)}.example`
  const { connection, token, slug } = await api(0, 'POST /organizations', { name, owner, password })
  const at = (number: Number) => asking(directly(replicas, number), connection.endpoint, token)
  const path = `/organizations/${slug}/connections/${connection.id}`
  return { id: connection.id, endpoint: connection.endpoint, token, path, at }
}

const slugOf = (name: string) => name.toLowerCase().replaceAll(' ', '-')

/** What is answered to a request that is sent to each replica several times, each on a connection of its own. */
async function statuses({ endpoint, token }: Organization, request: string, secret = token): Promise<number[]> {
  const all = await Promise.all(
    Array.from({ length: 12 }, (_, index) => asking(directly(replicas, numberAt(index)), endpoint, secret)(request)),
  )
  return [...new Set(all.map(({ status }) => status))].sort()
}

/** How often each status was answered. */
async function atOnce(
  times: number,
  deed: (number: Number, index: number) => Promise<{ readonly status: number }>,
): Promise<Readonly<Record<number, number>>> {
  const answers = await Promise.all(Array.from({ length: times }, (_, index) => deed(numberAt(index), index)))
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

function apiAnswer(number: Number, request: string, body?: object, secret = key): Promise<Response> {
  const [method = '', path = ''] = request.split(' ')
  return fetch(`${replicas.url(number)}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
}

async function api(number: Number, request: string, body?: object): Promise<Json> {
  const answer = await apiAnswer(number, request, body)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${request} was answered ${answer.status}: ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}

async function accessToken(number: Number, { id, token }: Organization): Promise<string> {
  const answer = await fetch(`${replicas.url(number)}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: token }),
  })
  return (await answer.json()).access_token
}

type Fields = Readonly<Record<string, string>>

/** A browser that is sent to one replica or another. */
function browser() {
  const { cookies, get, post } = visitor(publicUrl)
  return {
    cookies,
    get: (number: Number, path: string) => get(replicas.url(number) + path),
    post: (number: Number, path: string, fields?: Fields) => post(replicas.url(number) + path, fields),
  }
}

async function signedIn(number: Number, name: string) {
  const { cookies, get, post } = browser()
  const done = async (at: Number, path: string, fields?: Fields) => {
    const { status, text } = await post(at, path, fields)
    expect([path, status, text]).toEqual([path, 303, ''])
  }
  await done(number, '/sign-in', { login: `owner@${slugOf(name)}.example`, password })
  return { cookies, get, post: done }
}

async function ownersOf(name: string): Promise<Json[]> {
  const { code, stdout, stderr } = await rollcall(['owner', 'list', '--organization', name, '--json'], { env })
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}
