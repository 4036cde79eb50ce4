import { afterAll, beforeAll, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { type Access, type Assembly, assemble, endAssemblies, user } from '../http/assembly'

let assembly: Assembly
let harbor: Access

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
})

const owner = () => operator(harbor.connection.organizationId)
const pause = ({ connection }: Access) => assembly.directory.pauseConnection(owner(), connection.id)
const resume = ({ connection }: Access) => assembly.directory.resumeConnection(owner(), connection.id)

test('a paused connection answers every request 503 in the shape of SCIM, and the log says why', async () => {
  await pause(harbor)
  const requests = [
    ['GET /Users'],
    ['POST /Users', user('sue@harbor.example')],
    ['GET /ServiceProviderConfig'],
    ['GET /Nowhere'],
    [`GET /scim/v2/connections/${harbor.connection.id}/Schemas`],
    ['POST /Bulk', { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: [] }],
  ] as const
  for (const [request, body] of requests) {
    const { status, json, headers } = await assembly.ask(harbor, request, body)
    expect([request, status, json.status, headers.get('retry-after')]).toEqual([request, 503, '503', '60'])
    expect(json.detail).toContain('paused since')
    const event = await assembly.lastEvent(harbor)
    expect([event.status, event.detail, event.connectionId]).toEqual([503, json.detail, harbor.connection.id])
  }
  await resume(harbor)
  expect((await assembly.ask(harbor, 'GET /Users')).json.totalResults).toBe(0)
  expect((await assembly.ask(harbor, 'POST /Users', user('sue@harbor.example'))).status).toBe(201)
})

test('discovery that is open to everybody is closed while the connection is paused', async () => {
  const open = await assembly.connection(harbor.connection.organizationId, { publicDiscovery: true })
  const discover = () => assembly.ask(undefined, `GET /scim/v2/connections/${open.connection.id}/ResourceTypes`)
  expect((await discover()).status).toBe(200)
  await pause(open)
  expect((await discover()).status).toBe(503)
  await resume(open)
  expect((await discover()).status).toBe(200)
})

test('a wrong token is still told that it is wrong', async () => {
  const other = await assembly.connection(harbor.connection.organizationId)
  await pause(other)
  const wrong = { ...other, token: 'rc_scim_wrong' }
  expect((await assembly.ask(wrong, 'GET /Users')).status).toBe(401)
})

test('pausing twice is one pause, with one entry in the audit log; the other states are kept', async () => {
  const { connection } = await assembly.connection(harbor.connection.organizationId)
  await assembly.store.write((tx) => tx.connections.update({ ...connection, state: { held: 5 } }))
  const [first, second] = await Promise.all([1, 2].map(() => pause({ connection, token: '' })))
  expect(first?.state).toEqual({ held: 5, paused: expect.any(Number) })
  expect(second?.state).toEqual(first?.state)
  expect((await resume({ connection, token: '' })).state).toEqual({ held: 5 })
  await resume({ connection, token: '' })
  const { organizationId } = connection
  const entries = await assembly.store.audit.list({ organizationId, targetId: connection.id, limit: 10 })
  expect(entries.map(({ action }) => action)).toEqual(['connection.resumed', 'connection.paused', 'token.added'])
})
