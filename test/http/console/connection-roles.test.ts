import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Access, type Assembly, assemble, endAssemblies } from '../assembly'
import { owner, staff, type Visitor } from './visitor'

let assembly: Assembly
let harbor: Access
let browser: Visitor

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  browser = await owner(assembly, 'Harbor')
})

const pathOf = (below = '') => `/connections/${harbor.connection.id}/roles${below}`
const offered = async () => (await assembly.ask(harbor, 'GET /Roles')).json

test('roles are enabled, filled and listed for the identity provider', async () => {
  expect((await browser.get(pathOf())).text).toContain('Nothing is enabled')
  const enabled = await browser.send(pathOf(), { name: 'Role' })
  expect(enabled.text).toContain('There is none yet')
  const filled = await browser.send(pathOf('/role'), { id: 'admin', displayName: '<b>Admin</b>', description: 'All' })
  expect(filled.text).toContain('<b>Admin</b> admin All')
  expect(filled.html).not.toContain('<b>Admin')
  expect((await offered()).Resources).toMatchObject([{ id: 'admin', displayName: '<b>Admin</b>', description: 'All' }])
  await browser.post(pathOf('/role'), { id: 'admin', displayName: 'Administrator' })
  expect((await offered()).Resources).toMatchObject([{ id: 'admin', displayName: 'Administrator' }])
})

test.each([
  [pathOf, { name: '' }, 422, 'Enter a name'],
  [pathOf, { name: '1 <b>' }, 422, 'a letter and then'],
  [pathOf, { name: 'user' }, 409, 'is a type of SCIM'],
  [() => pathOf('/role'), {}, 422, 'Enter a name of 1 to 200'],
  [() => pathOf('/role'), { displayName: 'x', id: 'no spaces' }, 422, 'Use letters, digits'],
  [() => pathOf('/nothing'), { displayName: 'x' }, 404, 'No such kind'],
] as const)('%p refuses %j', async (path, fields, status, said) => {
  const before = await assembly.directory.definitionsOf(harbor.connection.organizationId)
  const page = await browser.post(path(), fields)
  expect([page.status, page.text.includes(said)]).toEqual([status, true])
  expect(await assembly.directory.definitionsOf(harbor.connection.organizationId)).toEqual(before)
})

test('many are shown in pages', async () => {
  const by = { organizationId: harbor.connection.organizationId, role: 'owner', actor: { kind: 'command' } } as const
  await assembly.directory.offerType(by, { name: 'License' })
  const all = Array.from({ length: 120 }, (_, index) => ({ id: `l${index}`, displayName: `License ${index}` }))
  await assembly.directory.putOffers(by, 'License', all)
  const first = await browser.get(pathOf('/license'))
  expect(first.html.length).toBeLessThan(100_000)
  const last = await browser.get(pathOf('/license?from=100'))
  expect(last.html.match(/removal\?id=/g)?.length).toBe(20)
  for (const odd of ['from=-1', 'from=999999', 'from=x'])
    expect((await browser.get(pathOf(`/license?${odd}`))).status).toBe(200)
})

test('one is removed, and a kind disabled, after a question', async () => {
  expect((await browser.get(pathOf('/role/removal?id=admin'))).text).toContain('People who have it keep it')
  await browser.post(pathOf('/role/removal'), { id: 'admin' })
  expect((await offered()).totalResults).toBe(0)
  for (const asked of [browser.get(pathOf('/role/removal?id=admin')), browser.post(pathOf('/role/removal'), {})])
    expect((await asked).status).toBe(404)
  expect((await browser.get(pathOf('/role/withdrawal'))).text).toContain('nothing at /Roles')
  expect((await browser.send(pathOf('/role/withdrawal'))).text).toContain('Role is disabled')
  expect((await assembly.ask(harbor, 'GET /Roles')).status).toBe(404)
  expect((await browser.get(pathOf('/role'))).status).toBe(404)
})

test('viewers read, and others’ organizations are not found', async () => {
  const viewer = await staff(assembly, harbor.connection.organizationId, 'viewer')
  expect((await viewer.get(pathOf('/license'))).status).toBe(200)
  expect((await viewer.post(pathOf(), { name: 'Role' })).status).toBe(403)
  expect((await viewer.get(pathOf('/license/withdrawal'))).status).toBe(403)
  expect((await viewer.get(pathOf('/license'))).html).not.toMatch(/removal|withdrawal/)
  await assembly.organization('Ferry')
  const stranger = await owner(assembly, 'Ferry')
  expect((await stranger.get(pathOf('/license'))).status).toBe(404)
  expect((await stranger.post(pathOf(), { name: 'Role' })).status).toBe(404)
})
