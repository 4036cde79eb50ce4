import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { executable } from '../support/executable'
import { type SetUp, setUp } from '../support/organization'
import { rollcall } from '../support/rollcall'
import { endServers, type Server, serve } from '../support/server'

let server: Server
let harbor: SetUp

beforeAll(async () => {
  await executable()
  server = await serve()
  harbor = await setUp(server)
}, 120_000)
afterAll(endServers)

const owner = (words: readonly string[], input?: string) =>
  rollcall(
    ['owner', ...words, '--organization', 'Harbor', '--data', server.dataDirectory, '--public-url', server.url],
    input === undefined ? {} : { input },
  )

const post = (path: string, fields: Record<string, string>) =>
  fetch(new URL(path, server.url), {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { origin: server.url },
    redirect: 'manual',
  })
const signIn = (password: string) => post('/sign-in', { login: harbor.owner.email, password })
const pageOf = (cookie: string) => fetch(`${server.url}/account`, { headers: { cookie }, redirect: 'manual' })
const cookieOf = (response: Response) => response.headers.getSetCookie()[0]?.split(';')[0] ?? ''

test('owners are listed, for people and as JSON', async () => {
  expect(await owner(['list'])).toEqual({ code: 0, stdout: `${harbor.owner.email}\n`, stderr: '' })
  const { stdout } = await owner(['list', '--json'])
  expect(JSON.parse(stdout)).toEqual([{ id: expect.any(String), userName: harbor.owner.email }])
})

describe('a password is reset while the server runs', () => {
  test('by a link that is good once, and ends sessions', async () => {
    const cookie = cookieOf(await signIn('long enough for one'))
    expect((await pageOf(cookie)).status).toBe(200)
    const { stdout } = await owner(['reset-password', '--owner', harbor.owner.email.toUpperCase(), '--json'])
    const { link } = JSON.parse(stdout)
    expect(link).toStartWith(`${server.url}/password-reset/`)
    expect((await pageOf(cookie)).status).toBe(200)
    const done = await post(link, { password: 'another long password' })
    expect([done.status, done.headers.get('location')]).toEqual([303, '/'])
    expect((await pageOf(cookieOf(done))).status).toBe(200)
    expect((await pageOf(cookie)).status).toBe(303)
    expect((await post(link, { password: 'a third long password' })).status).toBe(410)
    expect([(await signIn('long enough for one')).status, (await signIn('another long password')).status]).toEqual([
      401, 303,
    ])
  })

  test('at once from the standard input', async () => {
    const { stdout } = await owner(['reset-password', '--json'])
    const { link } = JSON.parse(stdout)
    const { code } = await owner(['reset-password', '--password-stdin'], 'set by the operator\n')
    expect(code).toBe(0)
    expect((await signIn('set by the operator')).status).toBe(303)
    expect((await fetch(link)).status).toBe(410)
  })
})

test.each<[words: string[], input: string | undefined, code: number, line: string]>([
  [
    ['reset-password', '--owner', 'eve@evil.example'],
    undefined,
    1,
    'Harbor has no active owner "eve@evil.example"; there is owner@harbor.example.',
  ],
  [['reset-password', '--password-stdin'], 'too short', 2, 'The password needs at least 12 characters.'],
  [['remove'], undefined, 2, 'rollcall owner list|reset-password: say which, not "remove".'],
])('%j with %j is refused', async (words, input, code, line) => {
  const ended = await owner(words, input)
  expect([ended.code, ended.stdout, ended.stderr]).toEqual([code, '', `rollcall: ${line}\n`])
})
