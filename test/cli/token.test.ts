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
