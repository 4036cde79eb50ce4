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

const apiKey = (...words: string[]) => rollcall(['api-key', ...words, '--data', server.dataDirectory])

const read = async (key: string) =>
  fetch(`${server.url}/api/v1/organizations`, { headers: { authorization: `Bearer ${key}` } })

describe('while the server runs', () => {
  test.each([[['--organization', 'harbor']], [['--all']]])('a key for %j is made, works, and ends', async (scope) => {
    const made = JSON.parse((await apiKey('add', ...scope, '--name', 'portal', '--days', '3', '--json')).stdout)
    expect(made).toMatchObject({ name: 'portal', rights: 'read' })
    expect(made.key).toMatch(/^rc_api_/)
    const answered = await read(made.key)
    expect([answered.status, await answered.json()]).toEqual([
      200,
      [expect.objectContaining({ id: harbor.organization.id })],
    ])
    expect((await apiKey('list', ...scope)).stdout).toContain(made.id)
    expect((await apiKey('revoke', ...scope, '--id', made.id)).code).toBe(0)
    expect((await read(made.key)).status).toBe(401)
    expect((await apiKey('revoke', ...scope, '--id', made.id)).code).toBe(1)
    expect((await apiKey('list', ...scope)).stdout).toContain('revoked')
  })
})

test.each([
  [['add', '--name', 'x'], 'Either --organization NAME or --all is needed'],
  [['add', '--all', '--organization', 'harbor', '--name', 'x'], 'Either --organization NAME or --all is needed'],
  [['add', '--all'], '--name NAME is needed'],
  [['add', '--all', '--name', 'x', '--rights', 'all'], '--rights must be one of read, write'],
  [['make', '--all'], 'say which, not "make"'],
])('%j is refused with code 2', async (words, complaint) => {
  const { code, stderr } = await apiKey(...words)
  expect([code, stderr]).toEqual([2, expect.stringContaining(complaint)])
})
