import { afterAll, beforeAll, expect, test } from 'bun:test'
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

const connection = (...words: string[]) =>
  rollcall(['connection', '--data', server.dataDirectory, '--organization', 'Harbor', ...words])

async function ask(method: string, body?: object) {
  const headers = { authorization: `Bearer ${harbor.token}`, 'content-type': 'application/scim+json' }
  const response = await fetch(`${harbor.endpoint}/Users`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, json: await response.json() }
}

test('what another process does to a connection holds from the very next request on', async () => {
  const sue = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'sue@harbor.example' }
  expect((await ask('POST', sue)).status).toBe(201)
  for (let round = 0; round < 5; round++) {
    expect((await connection('--pause')).code).toBe(0)
    expect((await ask('GET')).status).toBe(503)
    expect((await connection('--resume')).code).toBe(0)
    expect((await ask('GET')).status).toBe(200)
  }
  const asked = await connection('--delete')
  expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining('has 1 person and 0 groups')])
  expect((await ask('GET')).status).toBe(200)
  const deleted = await connection('--delete', '--yes')
  expect([deleted.code, deleted.stdout]).toEqual([0, expect.stringContaining('is deleted')])
  const { status, json } = await ask('GET')
  expect([status, json.detail]).toEqual([401, expect.stringContaining('was deleted on')])
})
