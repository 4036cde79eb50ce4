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

const answerTo = (key: string) =>
  assembly.ask(undefined, 'GET /api/v1/organizations', undefined, { authorization: `Bearer ${key}` })

test('a key is shown once, works, is listed, and ends', async () => {
  const made = await browser.send('/api-keys', { name: 'signup <service>', rights: 'write', days: '30' })
  const key = /value="(rc_api_[\w-]+)"/.exec(made.html)?.[1] ?? ''
  expect((await answerTo(key)).json[0].slug).toBe('harbor')
  const again = await browser.get('/api-keys')
  expect(again.html).not.toContain(key)
  expect(again.text).toContain('signup <service>')
  const path = /href="(\/api-keys\/[\w-]+\/revocation)"/.exec(again.html)?.[1] ?? ''
  expect((await browser.get(path)).text).toContain('It cannot be brought back.')
  expect((await browser.send(path)).text).toContain('The key has ended.')
  expect((await answerTo(key)).status).toBe(401)
  expect((await browser.get(path)).status).toBe(404)
  expect((await browser.post(path)).status).toBe(404)
})

test.each([
  [{ name: '   ', rights: 'read' }, 'Give the key a name'],
  [{ name: 'x'.repeat(201), rights: 'read' }, 'Give the key a name'],
  [{ name: 'kept', rights: 'all' }, 'Choose what the key may do'],
  [{ name: 'kept', rights: 'read', days: '0' }, 'number of days from 1'],
  [{ name: 'kept', rights: 'read', days: '1e3' }, 'number of days from 1'],
] as const)('%j is refused beside the field, and what was typed stays', async (fields, complaint) => {
  const { status, text, html } = await browser.post('/api-keys', fields)
  expect([status, text]).toEqual([422, expect.stringContaining(complaint)])
  expect(html).toContain(`value="${fields.name}"`)
})

test('nobody but an owner sees or makes keys', async () => {
  for (const role of ['admin', 'viewer'] as const) {
    const other = await staff(assembly, harbor.connection.organizationId, role)
    expect((await other.get('/api-keys')).status).toBe(403)
    expect((await other.post('/api-keys', { name: 'x', rights: 'read' })).status).toBe(403)
  }
})
