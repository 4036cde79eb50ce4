import { afterAll, beforeAll, expect, test } from 'bun:test'
import { executable } from '../support/executable'
import { setUp } from '../support/organization'
import { flagsFor } from '../support/place'
import { rollcall } from '../support/rollcall'
import { endServers, type Server, serve } from '../support/server'
import { eventsOf, patch, user } from './client'

beforeAll(executable, 120_000)
afterAll(endServers)

/** A request on a connection of its own, so that each may be answered by another thread. */
async function ask(endpoint: string, token: string, request: string, body?: object) {
  const [method = '', path = ''] = request.split(' ')
  const response = await fetch(endpoint + path, {
    method,
    keepalive: false,
    headers: { authorization: `Bearer ${token}`, connection: 'close' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text) }
}

/** Three threads: as many as say that they listen, on the one port. */
async function threeThreads(): Promise<Server> {
  const server = await serve(['--threads=3'])
  const port = Number(new URL(server.url).port).toString(16).toUpperCase().padStart(4, '0')
  const listening = async () =>
    (await Bun.file('/proc/net/tcp').text()).split('\n').filter((line) => line.includes(`:${port} 00000000:0000 0A`))
  for (const deadline = performance.now() + 10_000; (await listening()).length < 3; ) {
    if (performance.now() > deadline) throw new Error('there are no three threads')
    await Bun.sleep(10)
  }
  return server
}

const isLinux = process.platform === 'linux'

test.if(isLinux)(
  'what one thread has acknowledged, all others see at once',
  async () => {
    const server = await threeThreads()
    const { endpoint, token } = await setUp(server)
    const worker = async (index: number) => {
      const created = await ask(endpoint, token, 'POST /Users', user(`${index}@harbor.example`))
      expect(created.status).toBe(201)
      for (let turn = 0; turn < 20; turn++) {
        const path = `/Users/${created.json.id}`
        const title = `title ${turn}`
        const changed = await ask(
          endpoint,
          token,
          `PATCH ${path}`,
          patch({ op: 'replace', path: 'title', value: title }),
        )
        expect([changed.status, changed.json.meta.version]).toEqual([200, `W/"${turn + 2}"`])
        expect((await ask(endpoint, token, `GET ${path}`)).json.title).toBe(title)
      }
    }
    await Promise.all(Array.from({ length: 8 }, (_, index) => worker(index)))
    expect(await server.end()).toBe(0)
    const events = await eventsOf(server)
    expect(events.length).toBe(8 * 41)
  },
  60_000,
)

test.if(isLinux)(
  'a token that is replaced lets nobody in on any thread',
  async () => {
    const server = await threeThreads()
    const { endpoint, token } = await setUp(server)
    const statuses = async () => {
      const answers = await Promise.all(Array.from({ length: 24 }, () => ask(endpoint, token, 'GET /Users?count=0')))
      return [...new Set(answers.map(({ status }) => status))]
    }
    expect(await statuses()).toEqual([200])
    const words = ['token', '--organization', 'Harbor', '--regenerate', ...flagsFor(server)]
    expect((await rollcall(words)).code).toBe(0)
    expect(await statuses()).toEqual([401])
  },
  30_000,
)

test.if(isLinux)(
  'a limit of requests a second is one for all threads together',
  async () => {
    const server = await threeThreads()
    const { endpoint, token } = await setUp(server)
    const words = ['connection', '--organization', 'Harbor', '--set', 'requestsPerSecond=10']
    expect((await rollcall([...words, ...flagsFor(server)])).code).toBe(0)
    const began = performance.now()
    const answers = await Promise.all(Array.from({ length: 90 }, () => ask(endpoint, token, 'GET /Users?count=0')))
    const seconds = (performance.now() - began) / 1000
    const taken = answers.filter(({ status }) => status === 200).length
    expect(taken).toBeGreaterThanOrEqual(20)
    expect(taken).toBeLessThanOrEqual(20 + Math.ceil(10 * seconds))
    expect(answers.filter(({ status }) => status === 429).length).toBe(90 - taken)
  },
  30_000,
)

test.if(isLinux)(
  'a port that threads share is not shared with another server',
  async () => {
    const server = await threeThreads()
    const port = new URL(server.url).port
    const other = await rollcall(['serve', '--threads=3', `--port=${port}`, '--data', `${server.dataDirectory}-other`])
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining(`Port ${port} on 127.0.0.1 is in use`)])
  },
  30_000,
)
