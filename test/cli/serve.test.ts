import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { executable } from '../support/executable'
import { setUp } from '../support/organization'
import { rollcall } from '../support/rollcall'
import { scratch } from '../support/scratch'
import { endServers, type Server, serve } from '../support/server'

beforeAll(executable, 120_000)
afterAll(endServers)

test('says where it listens, in structured lines', async () => {
  const { url, logged, dataDirectory } = await serve()
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(logged()).toContainEqual(
    expect.objectContaining({
      level: 'info',
      message: 'listening',
      url,
      data: dataDirectory,
      time: expect.any(String),
    }),
  )
  expect((await fetch(`${url}/health`)).status).toBe(200)
})

test('goes on when nobody reads its log any more', async () => {
  const words = ['serve', '--port=0', `--data=${join(scratch(), 'data')}`, '--log-format=json']
  const child = Bun.spawn([await executable(), ...words], { env: {}, stdout: 'ignore', stderr: 'pipe' })
  const reader = child.stderr.getReader()
  const { value } = await reader.read()
  const [url = ''] = /http:[^"]+/.exec(new TextDecoder().decode(value)) ?? []
  await reader.cancel()
  expect((await fetch(`${url}/health`)).status).toBe(200)
  child.kill()
  expect(await child.exited).toBe(0)
})

describe('while there is no organization', () => {
  const linkOf = (server: Server) => String(server.logged().find(({ link }) => link !== undefined)?.link)
  const statusOf = async (link: string) => (await fetch(link)).status

  test('it logs a link to begin with, good until one is made', async () => {
    const first = await serve()
    await until(() => linkOf(first).startsWith(`${first.url}/first-run/`))
    const link = linkOf(first)
    expect(await statusOf(link)).toBe(200)
    await setUp(first)
    expect(await statusOf(link)).toBe(410)
    await first.end()
    const second = await serve([], { place: first })
    await second.end()
    expect(second.logged().filter(({ message }) => String(message).includes('no organization'))).toEqual([])
  })

  test('the link names the public URL, and is another one at each start', async () => {
    const first = await serve(['--public-url=https://scim.example.com'])
    await until(() => linkOf(first).startsWith('https://scim.example.com/first-run/'))
    const { pathname } = new URL(linkOf(first))
    await first.end()
    const second = await serve([], { place: first })
    await until(() => linkOf(second).startsWith(second.url))
    expect(await statusOf(second.url + pathname)).toBe(410)
    expect(await statusOf(linkOf(second))).toBe(200)
  })

  test('whoever opens it in a browser is in within one form', async () => {
    const server = await serve()
    await until(() => linkOf(server).startsWith(server.url))
    const body = new URLSearchParams({
      organization: 'Harbor',
      owner: 'ada@harbor.example',
      password: 'long enough for one',
    })
    const headers = { origin: server.url }
    const done = await fetch(linkOf(server), { method: 'POST', body, headers, redirect: 'manual' })
    expect([done.status, done.headers.get('location')]).toEqual([
      303,
      expect.stringMatching(/^\/connections\/[\w-]+\/setup$/),
    ])
    const cookie = done.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ')
    expect(await (await fetch(`${server.url}/account`, { headers: { cookie } })).text()).toContain('ada@harbor.example')
  })
})

/** What is logged behind the line that says where it listens comes a moment later. */
async function until(isTrue: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 5000; !isTrue() && performance.now() < deadline; ) await Bun.sleep(5)
  expect(isTrue()).toBe(true)
}

describe('it is told to stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('by %s, and ends with 0', async (signal) => {
    const server = await serve()
    expect(await server.end(signal)).toBe(0)
    expect(server.logged().map(({ message }) => message)).toEqual(expect.arrayContaining(['stopping', 'stopped']))
  })

  const body = JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada' })

  test('and finishes what it has begun to answer', async () => {
    const server = await serve()
    const { token } = await setUp(server)
    const { send, received } = await beginCreating(server.url, token, body.length)
    server.signal('SIGTERM')
    await Bun.sleep(100)
    send(body)
    expect(await received).toStartWith('HTTP/1.1 201 ')
    expect(await server.exited).toBe(0)

    const again = await serve([], { place: server })
    const headers = { authorization: `Bearer ${token}` }
    const found = await (await fetch(`${again.url}/scim/v2/Users?filter=userName eq "ada"`, { headers })).text()
    expect(JSON.parse(found)).toMatchObject({ totalResults: 1 })
  })

  test('twice, and ends at once', async () => {
    const server = await serve()
    const { token } = await setUp(server)
    await beginCreating(server.url, token, body.length)
    server.signal('SIGTERM')
    await Bun.sleep(400)
    server.signal('SIGTERM')
    expect(await server.exited).toBe(1)
  })

  test('twice within a moment, as npm does, and takes it for once', async () => {
    const server = await serve()
    server.signal('SIGINT')
    server.signal('SIGINT')
    expect(await server.exited).toBe(0)
  })
})

describe('it cannot start', () => {
  const words = ['serve', '--port=0', '--data']

  test('where the port is in use', async () => {
    const { url } = await serve()
    const { port } = new URL(url)
    const { code, stdout, stderr } = await rollcall(['serve', `--port=${port}`])
    expect(stderr).toBe(
      `rollcall: Port ${port} on 127.0.0.1 is in use; stop what uses it, or choose another with --port.\n`,
    )
    expect([code, stdout]).toEqual([1, ''])
  })

  test('where the address is not one of this machine', async () => {
    const { code, stderr } = await rollcall(['serve', '--port=0', '--host=192.0.2.1'])
    const line = 'rollcall: 192.0.2.1 is not an address of this machine; choose another with --host.\n'
    expect([code, stderr]).toEqual([1, line])
  })

  test('where the data directory is a file', async () => {
    const path = join(scratch(), 'data')
    writeFileSync(path, '')
    const { code, stderr } = await rollcall([...words, path])
    expect([code, stderr]).toEqual([1, `rollcall: The data directory ${path} cannot be used: it is not a directory.\n`])
  })

  test('where the database is from a newer version, which it leaves as it is', async () => {
    const { dataDirectory, end } = await serve()
    await end()
    const path = join(dataDirectory, 'rollcall.db')
    const database = new Database(path)
    database.run('pragma user_version = 99')
    database.close()
    const before = Bun.hash(readFileSync(path))
    const { code, stderr } = await rollcall([...words, dataDirectory])
    expect(stderr).toMatch(/^rollcall: .* newer version of Rollcall.*\n$/)
    expect([code, Bun.hash(readFileSync(path))]).toEqual([1, before])
  })

  test('where the database is something else', async () => {
    const dataDirectory = scratch()
    writeFileSync(join(dataDirectory, 'rollcall.db'), 'minutes of the last meeting')
    const { code, stderr } = await rollcall([...words, dataDirectory])
    expect(stderr).toMatch(/^rollcall: .* is not a Rollcall database\..*\n$/)
    expect(code).toBe(1)
    expect(readFileSync(join(dataDirectory, 'rollcall.db'), 'utf8')).toBe('minutes of the last meeting')
  })

  test.skipIf(process.getuid?.() !== 0)('where the data directory is not this user’s', async () => {
    const path = join(scratch(), 'data')
    mkdirSync(path)
    chmodSync(path, 0o755)
    chmodSync(join(path, '..'), 0o755)
    const { code, stderr } = await rollcall([...words, path], { uid: 65_534 })
    expect([code, stderr]).toEqual([
      1,
      `rollcall: The data directory ${path} cannot be used: this user may not write to it.\n`,
    ])
  })
})

/** Begins to create a user, on a connection of its own, and leaves the body to be sent. */
async function beginCreating(url: string, token: string, length: number) {
  const { hostname, port, host } = new URL(url)
  const socket = connect(Number(port), hostname)
  let text = ''
  socket.on('data', (data) => {
    text += data
  })
  const received = new Promise<string>((resolve) => socket.on('close', () => resolve(text)))
  const head = [
    'POST /scim/v2/Users HTTP/1.1',
    `Host: ${host}`,
    `Authorization: Bearer ${token}`,
    'Content-Type: application/scim+json',
    `Content-Length: ${length}`,
    'Connection: close',
  ]
  socket.on('error', () => socket.destroy())
  await new Promise((resolve) => socket.once('connect', resolve))
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  await Bun.sleep(50)
  return { send: (body: string) => void socket.write(body), received }
}
