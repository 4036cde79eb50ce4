import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { executable } from '../support/executable'
import { setUp } from '../support/organization'
import { endServers, serve } from '../support/server'
import { client, eventsOf, until, user } from './client'

beforeAll(executable, 120_000)
afterAll(endServers)

describe.each(['SIGTERM', 'SIGINT'] as const)('%s under load', (signal) => {
  test('finishes what is under way, writes all that is to be written, and ends with 0', async () => {
    const server = await serve()
    const { endpoint, token } = await setUp(server)
    const ask = client(endpoint, token)
    const answered: { request: string; status: number }[] = []
    const worker = async (index: number) => {
      for (let turn = 0; ; turn++) {
        const request = turn % 2 ? 'GET /Users?count=1' : 'POST /Users'
        const body = turn % 2 ? undefined : user(`${index}-${turn}@harbor.example`)
        const answer = await ask(request, body).catch(() => undefined)
        if (!answer) return
        answered.push({ request, status: answer.status })
      }
    }
    const load = Promise.all(Array.from({ length: 16 }, (_, index) => worker(index)))
    await until(() => answered.length > 200)
    const began = performance.now()
    expect(await server.end(signal)).toBe(0)
    expect(performance.now() - began).toBeLessThan(5_000)
    await load

    expect(answered.filter(({ status }) => status !== 200 && status !== 201)).toEqual([])
    const events = await eventsOf(server)
    const counted = (method: string) => events.filter((event) => event.method === method).length
    const received = (request: string) => answered.filter((each) => each.request === request).length
    expect(received('POST /Users')).toBeGreaterThan(50)
    // Nobody is told of a write that is not there; what was written and not told of may be there.
    expect(counted('POST')).toBeGreaterThanOrEqual(received('POST /Users'))
    expect(counted('POST')).toBeLessThanOrEqual(received('POST /Users') + 16)
    expect(counted('GET')).toBeGreaterThanOrEqual(received('GET /Users?count=1'))

    const again = await serve([], { place: server })
    const path = new URL(endpoint).pathname
    const { json } = await client(again.url + path, token)('GET /Users?count=0')
    expect(json.totalResults).toBe(counted('POST'))
    const messages = server.logged().map(({ message }) => message)
    expect(messages.slice(-2)).toEqual(['stopping', 'stopped'])
  }, 30_000)
})

test('a request whose body is still coming is waited for and answered', async () => {
  const server = await serve()
  const { endpoint, token } = await setUp(server)
  const { hostname, port, pathname } = new URL(endpoint)
  const body = JSON.stringify(user('slow@harbor.example'))
  const socket = connect(Number(port), hostname)
  socket.setEncoding('utf8')
  let received = ''
  socket.on('data', (data) => {
    received += data
  })
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await new Promise((resolve) => socket.once('connect', resolve))
  const headers = [`host: ${hostname}`, `authorization: Bearer ${token}`, `content-length: ${body.length}`]
  socket.write(`POST ${pathname}/Users HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body.slice(0, 20)}`)
  // When others that came later have been answered, the server has seen this one too.
  for (let turn = 0; turn < 3; turn++) await client(endpoint, token)('GET /Users?count=0')
  const ended = server.end()
  await until(() => server.logged().some(({ message }) => message === 'stopping'))
  socket.write(body.slice(20))
  await until(() => received.includes('slow@harbor.example'))
  expect(received).toStartWith('HTTP/1.1 201')
  socket.end()
  await closed
  expect(await ended).toBe(0)
  const events = await eventsOf(server)
  expect(events.filter(({ method }) => method === 'POST')).toMatchObject([{ status: 201 }])
}, 20_000)

test('a connection that is kept open and says nothing keeps nobody from ending', async () => {
  const server = await serve()
  const { hostname, port } = new URL(server.url)
  const idle = connect(Number(port), hostname)
  await new Promise((resolve) => idle.once('connect', resolve))
  idle.on('error', () => {})
  const began = performance.now()
  expect(await server.end()).toBe(0)
  expect(performance.now() - began).toBeLessThan(5_000)
  idle.destroy()
}, 20_000)
