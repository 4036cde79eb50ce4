import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { type Appliance, start } from '../../src/appliance'
import { readConfig } from '../../src/config'
import { operator } from '../../src/directory/staff'
import { createLog } from '../../src/log'
import { type PostgresServer, startPostgres } from '../support/postgres'
import { type Wire, wire } from '../support/wire'

// Databases are stopped and started, and answers awaited that take seconds.
setDefaultTimeout(60_000)

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
const password = 'long enough for one'

let postgres: PostgresServer
let line: Wire
let appliance: Appliance
let lines: Record<string, unknown>[]
let organizationId: string
let connectionId: string
let token: string
let key: string
let cookie: string

beforeAll(async () => {
  postgres = await startPostgres()
  const url = new URL(await postgres.createDatabase())
  line = await wire(Number(url.port))
  url.port = String(line.port)
  lines = []
  const log = createLog({ level: 'info', format: 'json', write: (text) => void lines.push(JSON.parse(text)) })
  const config = { ...readConfig(new Map([['port', '0']]), {}), databaseUrl: url.href, databaseConnections: 4 }
  appliance = await start(config, log)
  const made = await appliance.directory.setUp({ organization: 'Harbor', owner: 'owner@harbor.example', password })
  organizationId = made.organization.id
  connectionId = made.connection.id
  token = made.token
  const staff = operator(organizationId)
  key = (await appliance.directory.addApiKey(staff, { name: 'portal', rights: 'write' })).key
  const signedIn = await console_('POST /sign-in', { login: 'owner@harbor.example', password })
  cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  expect(cookie).toContain('rollcall_session=')
})

afterEach(async () => {
  line.thaw()
  await postgres.resume()
  await until(isReady)
})

afterAll(async () => {
  await appliance.stop()
  await line.close()
  await postgres.stop()
})

/** What takes the database away, and gives it back. */
const outages: readonly [name: string, begin: () => Promise<void>][] = [
  ['has ended', () => postgres.pause()],
  ['does not answer', async () => line.freeze()],
]

describe.each(outages)('while the database %s', (_, begin) => {
  test('every front end says so in its own words, and asks to be tried again', async () => {
    await begin()
    const [scim, stranger, discovery, api, page, entrance, oauth] = await Promise.all([
      ask('POST /scim/v2/Users', token, { schemas: [core], userName: 'ada' }),
      ask('GET /scim/v2/Users', 'rc_scim_nobodys'),
      ask(`GET /scim/v2/connections/${connectionId}/Schemas`, token),
      ask('GET /api/v1/organizations', key),
      console_('GET /people'),
      console_('POST /sign-in', { login: 'owner@harbor.example', password }),
      fetch(`${appliance.url}/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: connectionId,
          client_secret: token,
        }),
      }),
    ])
    for (const answer of [scim, stranger, discovery, api, page, entrance, oauth]) {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    }
    const detail = 'The database cannot be reached for the moment, and nothing was changed. Try again in a few seconds.'
    for (const answer of [scim, stranger, discovery]) {
      expect(answer.headers.get('content-type')).toBe('application/scim+json')
      expect(await answer.json()).toEqual({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: '503',
        detail,
      })
    }
    expect(api.headers.get('content-type')).toBe('application/problem+json')
    expect(await api.json()).toEqual({ type: 'about:blank', title: 'Unavailable', status: 503, detail })
    for (const answer of [page, entrance]) {
      expect(answer.headers.get('content-type')).toContain('text/html')
      expect(await answer.text()).toContain(detail)
    }
    expect(await oauth.json()).toEqual({ error: 'temporarily_unavailable', error_description: detail })
    expect(lines.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('it is not ready within two seconds, but alive', async () => {
    await begin()
    const since = performance.now()
    let longest = 0
    await until(async () => {
      const before = performance.now()
      const isOver = !(await isReady())
      longest = Math.max(longest, performance.now() - before)
      return isOver
    })
    expect(longest).toBeLessThan(2500)
    expect(performance.now() - since).toBeLessThan(4000)
    expect((await fetch(`${appliance.url}/health`)).status).toBe(200)
  })

  test('nobody waits once it is known, and one line in the log says so, and one when it is over', async () => {
    lines.splice(0)
    await begin()
    await ask('GET /scim/v2/Users', token)
    const before = performance.now()
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask('GET /scim/v2/Users', token)))
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(503))
    expect(performance.now() - before).toBeLessThan(1000)
    await end()
    expect((await ask('GET /scim/v2/Users', token)).status).toBe(200)
    expect(lines.map(({ level, message }) => [level, message])).toEqual([
      ['warn', 'the database cannot be reached; requests are answered 503 until it can'],
      ['info', 'the database is there again'],
    ])
  })

  test('a bulk request is answered, each of its operations by 503', async () => {
    await ask('GET /scim/v2/Users', token)
    const Operations = Array.from({ length: 200 }, (_, index) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `b${index}`,
      data: { schemas: [core], userName: `bulk${index}` },
    }))
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest']
    const answering = ask('POST /scim/v2/Bulk', token, { schemas, Operations })
    await begin()
    const answer = await answering
    const statuses = answer.status === 200 ? (await answer.json()).Operations.map(statusOf) : [String(answer.status)]
    expect(statuses.filter((status: string) => !['201', '503'].includes(status))).toEqual([])
    await end()
    const { totalResults } = await (await ask('GET /scim/v2/Users?filter=userName sw "bulk"', token)).json()
    expect(totalResults).toBeGreaterThanOrEqual(statuses.filter((status: string) => status === '201').length)
  })

  test('the events of requests that are refused are kept until it is there again', async () => {
    const since = Date.now()
    await begin()
    for (let index = 0; index < 3; index++) await ask(`GET /scim/v2/Groups/away${index}`, token)
    await end()
    await until(async () => (await unattributed(since)).length === 3)
    const paths = (await unattributed(since)).map(({ path, status }) => `${status} ${path}`).sort()
    expect(paths).toEqual([0, 1, 2].map((index) => `503 /scim/v2/Groups/away${index}`))
  })
})

test('connections that are cut are made anew, and whoever had asked is told', async () => {
  await ask('GET /scim/v2/Users', token)
  const answers = Array.from({ length: 20 }, () => ask('GET /scim/v2/Users', token))
  line.cut()
  for (const { status } of await Promise.all(answers)) expect([200, 503]).toContain(status)
  expect((await ask('GET /scim/v2/Users', token)).status).toBe(200)
})

test('a write that was kept without being acknowledged is in the log once, as what it was', async () => {
  await ask('GET /scim/v2/Users', token)
  const cut = line.cutBehind('commit\0')
  const refused = await ask('POST /scim/v2/Users', token, { schemas: [core], userName: 'doubtful' })
  await cut
  expect([refused.status, (await refused.json()).detail]).toEqual([503, expect.stringContaining('made or not')])
  await ask('GET /scim/v2/Users?filter=userName eq "later"', token)
  await until(async () => (await logged()).some(({ query }) => query?.includes('later')))
  const written = (await logged()).filter(({ resourceName }) => resourceName === 'doubtful')
  expect(written.map(({ method, status }) => [method, status])).toEqual([['POST', 201]])
})

describe('when the database is restarted while people are created', () => {
  test.each([
    ['ends', () => postgres.restart()],
    ['is cut off', async () => line.cut()],
  ])('and %s, all who were acknowledged are there, once, and nobody got a 500', async (name, interrupt) => {
    const prefix = `worker-${name.replaceAll(' ', '-')}`
    const statuses = new Map<string, number>()
    let isOver = false
    const worker = async (number: number) => {
      for (let index = 0; !isOver; index++) {
        const userName = `${prefix}-${number}-${index}`
        const { status } = await ask('POST /scim/v2/Users', token, { schemas: [core], userName })
        statuses.set(userName, status)
      }
    }
    const workers = Array.from({ length: 8 }, (_, number) => worker(number))
    for (let round = 0; round < 4; round++) {
      const before = count(statuses, 201)
      await until(() => count(statuses, 201) > before + 20)
      await interrupt()
    }
    const before = count(statuses, 201)
    await until(() => count(statuses, 201) > before + 20)
    isOver = true
    await Promise.all(workers)

    expect([...new Set(statuses.values())].filter((status) => ![201, 503].includes(status))).toEqual([])
    const there = await everyone(prefix)
    expect(new Set(there).size).toBe(there.length)
    const acknowledged = [...statuses].flatMap(([userName, status]) => (status === 201 ? [userName] : []))
    expect(acknowledged.filter((userName) => !there.includes(userName))).toEqual([])
    expect(there.filter((userName) => !statuses.has(userName))).toEqual([])
    expect(lines.filter(({ level }) => level === 'error')).toEqual([])
  })
})

const statusOf = ({ status }: { readonly status: string }) => status
const count = (statuses: ReadonlyMap<string, number>, wanted: number) =>
  [...statuses.values()].filter((status) => status === wanted).length

async function everyone(prefix: string): Promise<readonly string[]> {
  const names: string[] = []
  for (let startIndex = 1; ; startIndex += 1000) {
    const query = `filter=userName sw "${prefix}"&attributes=userName&count=1000&startIndex=${startIndex}`
    const { Resources = [] } = await (await ask(`GET /scim/v2/Users?${query}`, token)).json()
    names.push(...Resources.map(({ userName }: { readonly userName: string }) => userName))
    if (Resources.length < 1000) return names
  }
}

async function unattributed(since: number) {
  const { events } = await appliance.directory.searchEvents({
    isUnattributed: true,
    below: Number.MAX_SAFE_INTEGER,
    limit: 100,
    since,
  })
  return events.filter(({ path }) => path.includes('/away'))
}

async function logged() {
  const { events } = await appliance.directory.searchEvents({
    organizationId,
    below: Number.MAX_SAFE_INTEGER,
    limit: 100,
  })
  return events
}

const isReady = async () => (await fetch(`${appliance.url}/ready`)).status === 200

/** Ends an outage, and waits until it is noticed. */
async function end(): Promise<void> {
  line.thaw()
  await postgres.resume()
  await until(isReady)
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error('It did not come to pass.')
    await Bun.sleep(20)
  }
}

function ask(request: string, secret: string, body?: object): Promise<Response> {
  const [method = '', ...path] = request.split(' ')
  return fetch(appliance.url + path.join(' '), {
    method,
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/scim+json' },
    ...(body && { body: JSON.stringify(body) }),
  })
}

function console_(request: string, form?: Readonly<Record<string, string>>): Promise<Response> {
  const [method = '', path] = request.split(' ')
  return fetch(`${appliance.url}${path}`, {
    method,
    redirect: 'manual',
    headers: { accept: 'text/html', origin: appliance.url, ...(cookie && { cookie }) },
    ...(form && { body: new URLSearchParams(form) }),
  })
}
