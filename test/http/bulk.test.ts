import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, user } from './assembly'

let assembly: Assembly
let harbor: Access
let island: Access

beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  island = await assembly.organization('Island')
})
afterAll(endAssemblies)

interface Operation {
  readonly method: string
  readonly path: string
  readonly bulkId?: string
  readonly data?: unknown
}

async function bulk(access: Access, ...Operations: readonly Operation[]) {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest']
  const { status, json, text } = await assembly.ask(access, 'POST /Bulk', { schemas, Operations })
  expect([status, text]).toEqual([200, expect.any(String)])
  return json.Operations as readonly { status: string; location?: string; response?: { detail: string } }[]
}

describe('within a bulk request', () => {
  test('another organization’s people are as invisible as outside', async () => {
    const { json: ann } = await assembly.ask(harbor, 'POST /Users', user('ann'))
    const before = (await assembly.ask(harbor, `GET /Users/${ann.id}`)).text
    const answers = await bulk(
      island,
      { method: 'PATCH', path: `/Users/${ann.id}`, data: patch({ op: 'replace', path: 'title', value: 'x' }) },
      { method: 'PUT', path: `/Users/${ann.id}`, data: user('stolen') },
      { method: 'DELETE', path: `/Users/${ann.id}` },
      { method: 'POST', path: '/Groups', bulkId: 'g', data: group('Crew', [ann.id]) },
    )
    expect(answers.map(({ status }) => status)).toEqual(['404', '404', '404', '400'])
    expect((await assembly.ask(harbor, `GET /Users/${ann.id}`)).text).toBe(before)
  })

  test('the last owner is as safe', async () => {
    const access = await assembly.organization('Ferry')
    await assembly.directory.configure(operator(access.connection.organizationId), access.connection.id, {
      existingPeople: 'adopt',
    })
    const [owner] = (await assembly.ask(access, 'GET /Users')).json.Resources
    const off = patch({ op: 'replace', path: 'active', value: false })
    const answers = await bulk(
      access,
      { method: 'DELETE', path: `/Users/${owner.id}` },
      { method: 'PATCH', path: `/Users/${owner.id}`, data: off },
    )
    expect(answers.map(({ status }) => status)).toEqual(['403', '403'])
  })

  test('each operation leaves an event, and none holds a password', async () => {
    const before = (await assembly.events(harbor.connection)).length
    await bulk(
      harbor,
      { method: 'POST', path: '/Users', bulkId: 'a', data: user('bulk-a', { password: 'hunter2-bulk', shoe: 43 }) },
      { method: 'POST', path: '/Users', bulkId: 'b', data: user('bulk-a', { password: 'hunter2-bulk' }) },
      { method: 'PATCH', path: '/Users/bulkId:a', data: patch({ op: 'add', path: 'password', value: 'hunter2-bulk' }) },
    )
    const events = (await assembly.events(harbor.connection)).slice(before)
    expect(JSON.stringify(events)).not.toContain('hunter2')
    const told = events.map(({ method, path, status, resourceName = '' }) =>
      [method, path.split('/')[3], status, resourceName].join(' '),
    )
    expect(told.sort()).toEqual([
      'PATCH Users 200 bulk-a',
      'POST Bulk 200 ',
      'POST Users 201 bulk-a',
      'POST Users 409 bulk-a',
    ])
    expect(events.find(({ status }) => status === 201)?.ignored).toEqual(['shoe'])
  })

  test('who adopts somebody is told who it is, and what refers to them means them', async () => {
    const access = await assembly.organization('Barge')
    await assembly.directory.configure(operator(access.connection.organizationId), access.connection.id, {
      existingPeople: 'adopt',
    })
    const wendel = await assembly.person(access.connection.organizationId, { userName: 'wendel' })
    const members = [{ value: 'bulkId:w' }]
    const [person, crew] = await bulk(
      access,
      { method: 'POST', path: '/Users', bulkId: 'w', data: user('Wendel') },
      { method: 'POST', path: '/Groups', bulkId: 'c', data: { ...group('Crew'), members } },
    )
    expect([person?.status, person?.location]).toEqual(['201', `${assembly.url}/scim/v2/Users/${wendel}`])
    expect(crew?.status).toBe('201')
    const { json } = await assembly.ask(access, `GET ${new URL(crew?.location ?? '').pathname}`)
    expect(json.members).toMatchObject([{ value: wendel }])
  })
})

test('operations of a bulk request are carried out in its order, whatever they are', async () => {
  const { json: bo } = await assembly.ask(harbor, 'POST /Users', user('bo'))
  const { json: crew } = await assembly.ask(harbor, 'POST /Groups', group('Bo and others'))
  const joined = patch({ op: 'add', path: 'members', value: [{ value: bo.id }] })
  const answers = await bulk(
    harbor,
    { method: 'PATCH', path: `/Groups/${crew.id}`, data: joined },
    { method: 'POST', path: '/Users', bulkId: 'namesake', data: user('bo') },
    { method: 'PATCH', path: `/Users/${bo.id}`, data: patch({ op: 'replace', path: 'title', value: 'Pilot' }) },
    { method: 'DELETE', path: `/Users/${bo.id}/` },
    { method: 'POST', path: '/Users', bulkId: 'successor', data: user('bo') },
  )
  expect(answers.map(({ status }) => status)).toEqual(['200', '409', '200', '204', '201'])
})
