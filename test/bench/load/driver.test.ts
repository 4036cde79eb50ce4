import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Driver, startDriver } from './driver'
import { numeral, request } from './request'

const seen = { paths: [] as string[], numbers: new Set<string>(), wrong: 0 }
let driver: Driver
const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  async fetch(request) {
    const { pathname } = new URL(request.url)
    seen.paths.push(pathname)
    if (request.method === 'POST') {
      const { number, again, padding } = (await request.json()) as Record<string, string>
      seen.numbers.add(number ?? '')
      if (number !== again || padding?.length !== 200_000) seen.wrong++
    }
    return new Response('x'.repeat(1000), { status: pathname.endsWith('/bad') ? 500 : 200 })
  },
})
beforeAll(() => {
  driver = startDriver()
})
afterAll(async () => {
  await driver.end()
  await server.stop(true)
})

const job = (limit: number) => ({
  ports: [server.port ?? 0],
  isRestless: true,
  connections: 4,
  seconds: 20,
  limit,
  statuses: [200],
})

test('each request is sent once, in turn, and the next job goes on behind it', async () => {
  driver.load(['a', 'b', 'c'].map((name) => request('GET', `/${name}`, 'token')))
  const load = await driver.run(job(5))
  await driver.run(job(1))
  expect(seen.paths.splice(0).toSorted().join()).toBe(
    'a,b,c,a,b,c'
      .split(',')
      .map((name) => `/scim/v2/${name}`)
      .toSorted()
      .join(),
  )
  expect(load).toMatchObject({ requests: 5, errors: 0, size: 1000 })
  expect(load.p50).toBeGreaterThan(0)
  expect(load.max).toBeGreaterThanOrEqual(load.p50 * 0.99)
})

test('every request has a number of its own, and large bodies arrive whole', async () => {
  driver.load([request('POST', '/Users', 'token', { number: numeral, again: numeral, padding: 'p'.repeat(200_000) })])
  expect(await driver.run(job(20))).toMatchObject({ requests: 20, errors: 0 })
  expect(seen.numbers.size).toBe(20)
  expect(seen.wrong).toBe(0)
})

test('wrong statuses, wrong bodies and closed connections are errors', async () => {
  driver.load(['/good', '/bad'].map((path) => request('GET', path, 'token')))
  expect(await driver.run(job(8))).toMatchObject({ requests: 8, errors: 4, error: expect.stringContaining('500 xxx') })
  driver.load([request('GET', '/good', 'token')])
  expect(await driver.run({ ...job(8), contains: 'xyz' })).toMatchObject({ errors: 8 })
  expect(await driver.run({ ...job(8), ports: [1] })).toMatchObject({ requests: 0, errors: 4 })
})

test('connections are dealt out among several servers, which share one order of requests', async () => {
  const asked: string[] = []
  const others = ['b', 'c'].map((name) =>
    Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      fetch(request) {
        asked.push(`${name}${new URL(request.url).pathname.slice(-2)}`)
        return new Response('x')
      },
    }),
  )
  driver.load(['1', '2', '3', '4'].map((name) => request('GET', `/${name}`, 'token')))
  const ports = others.map(({ port }) => port ?? 0)
  expect(await driver.run({ ...job(400), ports, isRestless: false })).toMatchObject({ requests: 400, errors: 0 })
  expect(['/1', '/2', '/3', '/4'].map((path) => asked.filter((one) => one.endsWith(path)).length)).toEqual([
    100, 100, 100, 100,
  ])
  expect(new Set(asked.map((one) => one[0]))).toEqual(new Set(['b', 'c']))
  for (const other of others) await other.stop(true)
})

test('a job ends when its time is over', async () => {
  driver.load([request('GET', '/good', 'token')])
  const { limit: _, ...endless } = job(0)
  const load = await driver.run({ ...endless, seconds: 0.2 })
  expect(load.seconds).toBeWithin(0.2, 2)
  expect(load.requests).toBeGreaterThan(10)
})
