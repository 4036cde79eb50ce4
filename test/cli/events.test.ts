import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { executable } from '../support/executable'
import { type SetUp, setUp } from '../support/organization'
import { rollcall } from '../support/rollcall'
import { scratch } from '../support/scratch'
import { endServers, type Server, serve } from '../support/server'

let server: Server
let harbor: SetUp

/** How long an event may take to be written, and a little. */
const written = 200

beforeAll(async () => {
  await executable()
  server = await serve()
  harbor = await setUp(server)
  await create('ada@harbor.example')
  await create('ada@harbor.example')
  await request('GET', '/Users?filter=active%20pr')
  await fetch(`${server.url}/scim/v2/Users`, { headers: { authorization: 'Bearer nobody' } })
  await Bun.sleep(written)
}, 120_000)
afterAll(endServers)

const request = (method: string, path: string, body?: object) =>
  fetch(`${harbor.endpoint}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${harbor.token}`,
      'content-type': 'application/scim+json',
      'user-agent': 'Okta \u009b2J',
    },
    ...(body && { body: JSON.stringify(body) }),
  })

const create = (userName: string) =>
  request('POST', '/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    password: 'hidden away',
  })

const events = (...words: string[]) => rollcall(['events', '--data', server.dataDirectory, ...words])
const lines = (text: string) => text.trimEnd().split('\n')

describe('events', () => {
  test('are a line each, the newest last', async () => {
    const { code, stdout } = await events('--organization', 'harbor')
    expect(code).toBe(0)
    const when = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}/
    const what = lines(stdout).map((line) => line.replace(when, '').replace(/ +\d+\.\d ms {2}/, '  '))
    expect(lines(stdout).every((line) => when.test(line))).toBe(true)
    expect(what).toEqual([
      'POST    201  127.0.0.1        /Users  [ada@harbor.example]',
      expect.stringMatching(/^POST {4}409 {2}127\.0\.0\.1 {8}\/Users {2}\[ada@harbor\.example\] {2}uniqueness: .+/),
      'GET     200  127.0.0.1        /Users?filter=active%20pr',
    ])
  })

  test('are as many as wanted', async () => {
    const { stdout } = await events('--organization', 'harbor', '--limit', '1')
    expect(lines(stdout)).toEqual([expect.stringContaining('GET')])
    expect((await events('--organization', 'harbor', '--limit', '0')).stdout).toBe('')
  })

  test('are an object each, as JSON', async () => {
    const { stdout } = await events('--organization', 'harbor', '--connection', harbor.connection.id, '--json')
    expect(lines(stdout).map((line) => JSON.parse(line))).toMatchObject([
      { method: 'POST', status: 201, organizationId: harbor.organization.id, resourceName: 'ada@harbor.example' },
      { method: 'POST', status: 409, scimType: 'uniqueness', detail: expect.any(String), ip: '127.0.0.1' },
      { method: 'GET', status: 200, query: 'filter=active%20pr' },
    ])
  })

  test('come with everything that is known, secrets apart, and cannot steer the terminal', async () => {
    const { stdout } = await events('--organization', 'harbor', '--verbose')
    expect(stdout).toMatch(/^ {4}request {4}\{.*"userName":"ada@harbor.example"/m)
    expect(stdout).toMatch(/^ {4}answer {5}\{.*"meta":|^ {4}answer {5}\{.*"userName":/m)
    expect(stdout).toMatch(/^ {4}client {5}Okta/m)
    expect(stdout).not.toContain('hidden away')
    expect(stdout).not.toContain('\u009b')
  })

  test('that belong to no organization are shown apart', async () => {
    const { stdout } = await events('--unattributed')
    expect(lines(stdout)).toEqual([expect.stringMatching(/GET {5}401 .*\/scim\/v2\/Users {2}.+/)])
  })

  test('are filtered by status, method, person, text and time', async () => {
    const found = async (...words: string[]) => {
      const { code, stdout, stderr } = await events('--organization', 'harbor', '--json', ...words)
      return code === 0
        ? stdout
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line).status)
        : stderr
    }
    expect(await found('--status', 'failed')).toEqual([409])
    expect(await found('--status=2xx', '--method', 'writes')).toEqual([201])
    expect(await found('--method', 'get')).toEqual([200])
    expect(await found('--user', 'ADA@', '--method', 'writes')).toEqual([201, 409])
    expect(await found('--text', 'active pr')).toEqual([])
    expect(await found('--text', 'active%20pr')).toEqual([200])
    expect(await found('--since', '1h')).toEqual([201, 409, 200])
    expect(await found('--until', '2020-01-31')).toEqual([])
    expect(await found('--status', 'huge')).toContain('--status must be a status such as 409')
    expect(await found('--since', 'yesterday')).toContain('--since must be a time such as')
  })

  test('are followed as they come, until it is told to stop', async () => {
    const child = Bun.spawn(
      [
        await executable(),
        'events',
        '--data',
        server.dataDirectory,
        '--organization',
        'harbor',
        '--follow',
        '--limit',
        '1',
      ],
      { cwd: scratch(), env: {}, stdout: 'pipe' },
    )
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader.read()).value).toContain('/Users?filter=active%20pr')
    await request('GET', '/Users/unknown')
    expect((await reader.read()).value).toMatch(/404 .*\/Users\/unknown/)
    child.kill('SIGINT')
    expect(await child.exited).toBe(0)
  })

  test('that nobody reads to the end are no error', async () => {
    const command = `'${await executable()}' events --data '${server.dataDirectory}' --organization harbor --json | head -c 1`
    const { exitCode, stdout, stderr } = Bun.spawnSync(['bash', '-o', 'pipefail', '-c', command])
    expect([exitCode, String(stdout), String(stderr)]).toEqual([0, '{', ''])
  })
})
