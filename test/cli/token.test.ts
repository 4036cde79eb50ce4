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

const token = (...words: string[]) =>
  rollcall(['token', '--data', server.dataDirectory, '--public-url', server.url, ...words])

const statusOf = async (bearer: string) =>
  (await fetch(`${harbor.endpoint}/Users`, { headers: { authorization: `Bearer ${bearer}` } })).status

describe('while the server runs', () => {
  test('one more is added beside the others, and regenerating ends them all at once', async () => {
    const added = JSON.parse((await token('--organization', 'harbor', '--add', 'second', '--json')).stdout)
    expect(added).toEqual({ ...harbor, owner: undefined, token: expect.stringMatching(/^rc_scim_/) })
    expect(await Promise.all([harbor.token, added.token].map(statusOf))).toEqual([200, 200])

    const { code, stdout } = await token('--organization', harbor.organization.id, '--regenerate')
    expect(code).toBe(0)
    expect(stdout).toContain(`Endpoint  ${harbor.endpoint}\n`)
    const [, regenerated = ''] = /^Token {5}(\S+)$/m.exec(stdout) ?? []
    expect(await Promise.all([harbor.token, added.token, regenerated].map(statusOf))).toEqual([401, 401, 200])
  })

  test('the connection can be named, by id or by name', async () => {
    for (const name of [harbor.connection.id, harbor.connection.name]) {
      expect((await token('--organization', 'Harbor', '--connection', name, '--add', 'x')).code).toBe(0)
    }
  })
})

describe('one token', () => {
  const listed = async () =>
    JSON.parse((await token('--organization', 'Harbor', '--list', '--json')).stdout).tokens as {
      id: string
      name: string
      expires?: string
      revoked?: string
      lastUsed?: string
    }[]

  test('is added with a last day, listed, and revoked while the server runs', async () => {
    const words = ['--organization', 'Harbor', '--add', 'brief', '--expires', '2099-12-31', '--json']
    const added = JSON.parse((await token(...words)).stdout)
    expect(await statusOf(added.token)).toBe(200)
    const made = (await listed()).find(({ name }) => name === 'brief')
    expect(made).toMatchObject({ expires: '2100-01-01T00:00:00.000Z' })
    expect((await token('--organization', 'Harbor', '--list')).stdout).toContain('good until 2100-01-01')
    const { code, stdout } = await token('--organization', 'Harbor', '--revoke', 'brief')
    expect([code, stdout]).toEqual([0, `brief (${made?.id}) has ended.\n`])
    expect(await statusOf(added.token)).toBe(401)
    expect((await listed()).find(({ name }) => name === 'brief')?.revoked).toBeString()
    expect((await token('--organization', 'Harbor', '--revoke', 'brief')).code).toBe(1)
  })

  test('is named by its id where several have the name, and cannot expire in the past', async () => {
    for (const _ of [1, 2]) await token('--organization', 'Harbor', '--add', 'twin')
    const refused = await token('--organization', 'Harbor', '--revoke', 'twin')
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('2 tokens are called twin')])
    const [twin] = (await listed()).filter(({ name }) => name === 'twin')
    expect((await token('--organization', 'Harbor', '--revoke', twin?.id ?? '')).code).toBe(0)
    const late = await token('--organization', 'Harbor', '--add', 'late', '--expires', '2020-01-01')
    expect([late.code, late.stderr]).toEqual([2, expect.stringContaining('expired already')])
  })
})

test('says what there is where something is not found', async () => {
  const organization = await token('--organization', 'Lighthouse', '--regenerate')
  expect([organization.code, organization.stderr]).toEqual([
    1,
    'rollcall: There is no organization "Lighthouse"; there is Harbor.\n',
  ])
  const connection = await token('--organization', 'Harbor', '--connection', 'Okta', '--regenerate')
  expect([connection.code, connection.stderr]).toEqual([
    1,
    `rollcall: Harbor has no connection "Okta"; there is ${harbor.connection.name}.\n`,
  ])
})
