import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { operator } from '../../../src/directory/staff'
import { type Access, type Assembly, assemble, endAssemblies } from '../assembly'
import { owner, staff, type Visitor } from './visitor'

let assembly: Assembly
let harbor: Access
let browser: Visitor

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  await assembly.organization('Island')
  browser = await owner(assembly, 'Harbor')
})

describe('the audit log', () => {
  test('says who did what to whom, and what it was before', async () => {
    const by = { ...operator(harbor.connection.organizationId), name: 'Eve <eve@harbor.example>' }
    await assembly.directory.configure(by, harbor.connection.id, { strict: true })
    const { text } = await browser.get('/audit')
    expect(text).toContain('Eve <eve@harbor.example> changed settings of Identity provider')
    expect(text).toContain('strict false → true')
    expect(text).toContain('owner@harbor.example signed in')
  })

  test('is narrowed by what, by whom and to what', async () => {
    const tokens = await browser.get('/audit?family=token.')
    expect(tokens.text).toContain('Nothing matches the filters.')
    const settings = await browser.get(`/audit?target=${harbor.connection.id}`)
    expect(settings.text).toContain('changed settings of')
    expect(settings.text).not.toContain('signed in')
    expect((await browser.get('/audit?actor=nobody')).text).toContain('Nothing matches the filters.')
    expect((await browser.get('/audit?family=nonsense&before=-1')).status).toBe(200)
  })

  test('is paged to its end, each entry once', async () => {
    const by = operator(harbor.connection.organizationId)
    for (let turn = 0; turn < 120; turn++)
      await assembly.directory.configure(by, harbor.connection.id, { requestsPerSecond: turn + 1 })
    const seen: string[] = []
    let path: string | undefined = `/audit?target=${harbor.connection.id}`
    while (path !== undefined) {
      const { html }: { html: string } = await browser.get(path)
      seen.push(...[...html.matchAll(/→ (\d+)</g)].map(([, value = '']) => value))
      path = /href="([^"]+)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => String(120 - index)))
  })

  test('shows nothing of another organization, and nothing to viewers', async () => {
    const island = await owner(assembly, 'Island')
    expect((await island.get('/audit')).text).not.toContain('harbor')
    const viewer = await staff(assembly, harbor.connection.organizationId, 'viewer')
    expect((await viewer.get('/audit')).status).toBe(403)
  })
})

describe('the settings of the organization', () => {
  test('are changed by admins, and the log says so', async () => {
    const admin = await staff(assembly, harbor.connection.organizationId, 'admin')
    const saved = await admin.send('/settings', { name: 'Harbor & Sons', eventRetentionDays: '30' })
    expect(saved.text).toContain('The settings are saved.')
    expect(saved.html).toContain('value="Harbor &amp; Sons"')
    expect((await browser.get('/audit')).text).toContain('eventRetentionDays 90 → 30')
  })

  test.each([
    [{ name: '', eventRetentionDays: '30' }, 'Give the organization a name'],
    [{ name: 'x'.repeat(201), eventRetentionDays: '30' }, 'Give the organization a name'],
    [{ name: 'Kept', eventRetentionDays: '-1' }, 'Enter a number of days'],
    [{ name: 'Kept', eventRetentionDays: '4000' }, 'Enter a number of days'],
    [{ name: 'Kept' }, 'Enter a number of days'],
  ])('are refused as %j', async (fields, complaint) => {
    const { status, text } = await browser.post('/settings', { ...fields })
    expect([status, text]).toEqual([422, expect.stringContaining(complaint)])
  })
})
