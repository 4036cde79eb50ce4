import { afterEach, expect, test } from 'bun:test'
import type { ProviderName } from '../../src/simulator/providers'
import { simulate } from '../../src/simulator/simulate'
import { type FakeServer, type Recorded, serve, token } from './fake-scim-server'

let server: FakeServer

afterEach(() => server.stop())

async function record(provider: ProviderName, users: number, query = ''): Promise<readonly Recorded[]> {
  server = serve()
  const url = `${server.url}/${query}`
  await simulate(provider, { url, token, users, groups: 1, concurrency: 1, now: () => 0, random: () => 0 })
  return server.requests
}

const userName = 'amelie.obrien.00000.1@example.com'
const patchOp = ['urn:ietf:params:scim:api:messages:2.0:PatchOp']
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

test('Okta tests the connection, looks the user up and creates it as Okta does', async () => {
  const requests = await record('okta', 1)
  expect(requests.slice(0, 5).map(({ line }) => line)).toEqual([
    'GET /scim/Users?startIndex=1&count=2',
    'GET /scim/Groups?startIndex=1&count=100',
    'GET /scim/Users?filter=userName+eq+%22amelie.obrien.00000.1%40example.com%22&startIndex=1&count=100',
    'POST /scim/Users',
    'GET /scim/Users/id%201',
  ])
  expect(requests[3]?.body).toEqual({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    name: { givenName: 'Amélie', familyName: "O'Brien" },
    emails: [{ primary: true, value: userName, type: 'work' }],
    displayName: "Amélie O'Brien",
    active: true,
    locale: 'en_US',
    externalId: `00u${'0'.repeat(17)}`,
    groups: [],
    password: '000000000000.Aa1',
  })
  const { headers } = requests[3] ?? {}
  expect(headers?.get('user-agent')).toBe('Okta SCIM Client 1.0.0')
  expect(headers?.get('accept-charset')).toBe('utf-8')
  expect(headers?.get('content-type')).toBe('application/scim+json; charset=utf-8')
  expect(requests[4]?.headers.get('content-type')).toBeNull()
})

test('Okta sends a changed profile back whole, with a new password', async () => {
  const requests = await record('okta', 1)
  const put = requests.find(({ line }) => line.startsWith('PUT'))
  expect(put?.body).toMatchObject({
    id: 'id 1',
    externalId: `00u${'0'.repeat(17)}`,
    locale: 'en_US',
    name: { givenName: 'Amélie', familyName: "O'Brien-Lindqvist" },
    password: '000000000000.Aa1',
  })
})

test('Okta deactivates, reactivates and unassigns without a path', async () => {
  const requests = await record('okta', 1)
  const patches = requests.filter(({ line }) => line.startsWith('PATCH /scim/Users'))
  expect(patches.map(({ body }) => body)).toEqual(
    [false, true, false].map((active) => ({ schemas: patchOp, Operations: [{ op: 'replace', value: { active } }] })),
  )
})

test('Okta pushes an empty group, then its members, its new name and every change of members', async () => {
  const requests = await record('okta', 2)
  const written = requests.filter(({ line }) => /^(POST|PATCH|DELETE) \/scim\/Groups/.test(line))
  const [first, second] = ['id 1', 'id 2']
  const [one, two] = [userName, 'ben.obrien.00000.2@example.com']
  expect(written.map(({ body }) => body.Operations ?? body)).toEqual([
    { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Engineering 1 (00000)', members: [] },
    [
      {
        op: 'add',
        path: 'members',
        value: [
          { value: first, display: one },
          { value: second, display: two },
        ],
      },
    ],
    [{ op: 'replace', value: { id: 'id 3', displayName: 'Engineering 1 (00000), renamed' } }],
    [{ op: 'remove', path: `members[value eq "${first}"]` }],
    [
      { op: 'remove', path: `members[value eq "${second}"]` },
      { op: 'add', path: 'members', value: [{ value: first, display: one }] },
    ],
    {},
  ])
  expect(requests.map(({ line }) => line)).toContain(
    'GET /scim/Groups?filter=displayName%20eq%20%22Engineering%201%20(00000)%22&startIndex=1&count=100',
  )
})

test('Entra tests the connection with a name that nobody has, then creates users with the enterprise schema', async () => {
  const [probe, lookup, create] = await record('entra', 1)
  const guid = '00000000-0000-4000-8000-000000000000'
  expect(probe?.line).toBe(`GET /scim/Users?filter=userName+eq+%22${guid}%22`)
  expect(probe?.headers.get('content-type')).toBeNull()
  expect(lookup?.line).toBe('GET /scim/Users?filter=userName+eq+%22amelie.obrien.00000.1%40example.com%22')
  expect(create?.body).toEqual({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
    externalId: guid,
    userName,
    active: true,
    displayName: "Amélie O'Brien",
    title: 'Engineer',
    emails: [{ primary: true, type: 'work', value: userName }],
    name: { formatted: "Amélie O'Brien", familyName: "O'Brien", givenName: 'Amélie' },
    [enterprise]: { department: 'Engineering' },
    meta: { resourceType: 'User' },
    roles: [],
  })
})

test('Entra changes users in all of its styles', async () => {
  const requests = await record('entra', 2)
  const patches = requests.filter(({ line }) => line === 'PATCH /scim/Users/id%202')
  expect(patches.map(({ body }) => body.Operations)).toEqual([
    [
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'new.ben.obrien.00000.2@example.com' },
      { op: 'Replace', path: 'name.familyName', value: "O'Brien-Lindqvist" },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 425 555 0101' },
      { op: 'Add', path: `${enterprise}:department`, value: 'Research & Development, North' },
      { op: 'Remove', path: 'title' },
    ],
    [
      {
        op: 'replace',
        value: {
          displayName: "Ben O'Brien-Lindqvist",
          'name.formatted': "Ben O'Brien-Lindqvist",
          [`${enterprise}:employeeNumber`]: '701984',
        },
      },
    ],
    [{ op: 'Add', path: `${enterprise}:manager`, value: 'id 1' }],
    [{ op: 'Replace', path: 'active', value: false }],
    [{ op: 'Replace', path: 'active', value: true }],
  ])
})

test('Entra writes booleans as text for every other user', async () => {
  const requests = await record('entra', 1)
  const written = JSON.stringify(requests.map(({ body }) => body.Operations))
  expect(written).toContain('{"op":"Replace","path":"active","value":"False"}')
  expect(written).toContain('{"op":"Replace","path":"active","value":"True"}')
})

test('Entra removes members by value and by filter, and probes the membership', async () => {
  const requests = await record('entra', 2)
  const written = requests.filter(({ line }) => line.startsWith('PATCH /scim/Groups'))
  expect(written.map(({ body }) => body.Operations)).toEqual([
    [{ op: 'Add', path: 'members', value: ['id 1', 'id 2'].map((value) => ({ $ref: null, value })) }],
    [{ op: 'Replace', path: 'displayName', value: 'Engineering 1 (00000), renamed' }],
    [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: 'id 1' }] }],
    [{ op: 'Remove', path: 'members[value eq "id 2"]' }],
    [{ op: 'Add', path: 'members', value: [{ $ref: null, value: 'id 1' }] }],
  ])
  const lines = requests.map(({ line }) => line)
  expect(lines).toContain(
    'GET /scim/Groups?excludedAttributes=members&filter=displayName+eq+%22Engineering+1+%2800000%29%22',
  )
  expect(lines).toContain('GET /scim/Groups?filter=id+eq+%22id+3%22+and+members+eq+%22id+1%22&attributes=id')
})

test('a flag in the base URL goes along with every request', async () => {
  const requests = await record('entra', 1, '?aadOptscim062020')
  expect(requests.every(({ line }) => /[?&]aadOptscim062020$/.test(line))).toBe(true)
  expect(requests[3]?.line).toBe('GET /scim/Users/id%201?aadOptscim062020')
})

test('a token that names its scheme is sent as it is', async () => {
  server = serve()
  await simulate('okta', { url: server.url, token: 'Basic c2VjcmV0' })
  expect(server.requests[0]?.headers.get('authorization')).toBe('Basic c2VjcmV0')
})
