import { beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { commandsOnPostgres } from '../support/commands-on-postgres'
import { type SetUp, setUp } from '../support/organization'
import { type Server, serve } from '../support/server'

setDefaultTimeout(120_000)

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'

const postgres = commandsOnPostgres()
let server: Server
let made: SetUp

beforeAll(async () => {
  const env = { ROLLCALL_DATABASE_URL: await postgres.createDatabase() }
  server = await serve([], { env })
  made = await setUp(server, 'Harbor', { env })
})

test('a server goes on through restarts of its database, and keeps what it has acknowledged', async () => {
  const statuses = new Map<string, number>()
  const acknowledged = () => [...statuses].flatMap(([userName, status]) => (status === 201 ? [userName] : []))
  let isOver = false
  const workers = Array.from({ length: 8 }, async (_, number) => {
    for (let index = 0; !isOver; index++) {
      const userName = `p${number}-${index}`
      statuses.set(userName, (await create(userName)).status)
    }
  })
  for (let round = 0; round < 3; round++) {
    const before = acknowledged().length
    await until(async () => acknowledged().length > before + 20)
    await postgres.restart()
  }
  const before = acknowledged().length
  await until(async () => acknowledged().length > before + 20)
  isOver = true
  await Promise.all(workers)
  expect([...new Set(statuses.values())].filter((status) => ![201, 503].includes(status))).toEqual([])
  for (const userName of acknowledged()) expect([userName, await countOf(userName)]).toEqual([userName, 1])
})

test('without its database it answers 503, is alive but not ready, and is back by itself', async () => {
  await postgres.pause()
  const refused = await create('later')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
  expect(await refused.json()).toMatchObject({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: '503',
  })
  expect([await statusOf('/ready'), await statusOf('/health')]).toEqual([503, 200])
  await postgres.resume()
  await until(async () => (await statusOf('/ready')) === 200)
  expect((await create('later')).status).toBe(201)
  expect(server.logged().filter(({ level }) => level === 'error')).toEqual([])
})

test('told to stop without its database it ends soon, and says what is lost', async () => {
  await postgres.pause()
  expect((await create('never')).status).toBe(503)
  const before = performance.now()
  expect(await server.end()).toBe(1)
  expect(performance.now() - before).toBeLessThan(10_000)
  expect(server.logged()).toContainEqual(
    expect.objectContaining({ level: 'warn', message: 'events of requests were lost', events: expect.any(Number) }),
  )
  await postgres.resume()
})

const statusOf = async (path: string) => (await fetch(server.url + path)).status

const create = (userName: string) =>
  fetch(`${made.endpoint}/Users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${made.token}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify({ schemas: [core], userName }),
  })

/** Asks again after a 503: a thread that has not asked the database since it was restarted finds its connections lost. */
async function countOf(userName: string): Promise<number> {
  const headers = { authorization: `Bearer ${made.token}` }
  let found: Response
  do found = await fetch(`${made.endpoint}/Users?filter=userName eq "${userName}"`, { headers })
  while (found.status === 503)
  return (await found.json()).totalResults
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error('It did not come to pass.')
    await Bun.sleep(20)
  }
}
