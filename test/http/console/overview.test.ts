import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Access, type Assembly, assemble, endAssemblies, user } from '../assembly'
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

const overview = async (visitor = browser) => {
  await assembly.store.flush()
  return visitor.get('/')
}

describe('the overview', () => {
  test('leads through the first steps until somebody is provisioned', async () => {
    const before = await overview()
    expect(before.text).toContain('Make a connection (done)')
    expect(before.html).toContain(`href="/connections/${harbor.connection.id}/setup"`)
    await assembly.ask(harbor, 'GET /Users?count=1')
    expect((await overview()).text).toContain('Enter endpoint and token at the identity provider (done)')
    await assembly.ask(harbor, 'POST /Users', user('ada@harbor.example'))
    const after = await overview()
    expect(after.text).not.toContain('Getting started')
    expect(after.text).toMatch(/Active people 2 /)
    expect(after.text).toMatch(/1 active person · 0 groups/)
  })

  test('shows what failed, whom it was about, and in which state connections are', async () => {
    await assembly.ask(harbor, 'POST /Users', user('ADA@harbor.example'))
    const { text } = await overview()
    expect(text).toMatch(/Failed requests of the last week .*POST .*The userName.* 409/)
    expect(text).toMatch(/1 error in 24 hours/)
    expect(text).toContain('Live')
  })

  test('shows nothing of other organizations', async () => {
    await assembly.organization('Island')
    const { text } = await overview(await owner(assembly, 'Island'))
    expect(text).toContain('Getting started')
    expect(text).toContain('No request has failed')
    expect(text).not.toContain('ada@')
  })

  test('says who can make a connection where there is none', async () => {
    const { connection } = await assembly.organization('Atoll')
    await assembly.store.write((tx) => tx.connections.update({ ...connection, deletedAt: 1 }))
    expect((await overview(await owner(assembly, 'Atoll'))).html).toContain('href="/connections/new"')
    const viewer = await staff(assembly, connection.organizationId, 'viewer')
    expect((await overview(viewer)).text).toContain('An owner of the organization can make one.')
  })
})
