import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { providers } from '../../../src/directory/settings'
import { operator } from '../../../src/directory/staff'
import { guides } from '../../../src/http/console/guides/guides'
import { lenient } from '../../../src/scim/leniency'
import { locate } from '../../../src/scim/places'
import { userType } from '../../../src/scim/resource-types'
import { type Access, type Assembly, assemble, endAssemblies } from '../assembly'
import { owner, staff, type Visitor } from './visitor'

let assembly: Assembly
let harbor: Access
let browser: Visitor
const path = () => `/connections/${harbor.connection.id}/setup`

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  browser = await owner(assembly, 'Harbor')
})

describe.each(providers)('the guide for %s', (provider) => {
  test('has the endpoint to copy, what to enter, and what to do when it fails', async () => {
    const { status, html, text } = await browser.get(`${path()}?provider=${provider}`)
    expect(status).toBe(200)
    expect(html).toContain(`value="${assembly.url}/scim/v2/connections/${harbor.connection.id}`)
    for (const { field } of guides[provider].values) expect(text).toContain(field)
    expect(text).toContain('When it does not work')
    expect(html.length).toBeLessThan(100_000)
  })

  test('maps to attributes that there are', () => {
    const paths = guides[provider].mapping.flatMap(({ attribute }) => attribute.split(', '))
    const unknown = paths
      .map((each) => each.replace(/\[[^\]]*\]/, ''))
      .filter((each) => each !== 'members' && !locate(userType, each, lenient()))
    expect(unknown).toEqual([])
  })
})

test('the guide of the provider that the connection is for comes first', async () => {
  const by = operator(harbor.connection.organizationId)
  await assembly.directory.configure(by, harbor.connection.id, { provider: 'okta' })
  expect((await browser.get(path())).text).toContain('Test Connector Configuration')
  expect((await browser.get(`${path()}?provider=nonsense`)).text).toContain('Test Connector Configuration')
})

describe('the first request', () => {
  const arrival = async () => (await browser.get(`${path()}/arrival`)).text

  test('is waited for, seen when it was refused, and seen when it was not', async () => {
    expect(await arrival()).toContain('Waiting for the first request')
    const base = `/scim/v2/connections/${harbor.connection.id}`
    await assembly.ask(undefined, `GET ${base}/Users?count=1`, undefined, { authorization: 'Bearer rc_scim_wrong' })
    await assembly.store.flush()
    expect(await arrival()).toMatch(/refused.*GET \/Users was answered with 401.*The token is unknown/)
    await assembly.ask(harbor, `GET ${base}/Users?count=1`)
    await assembly.store.flush()
    expect(await arrival()).toMatch(/The provider is connected.*GET \/Users was answered with 200/)
  })

  test('is nobody else’s to see', async () => {
    await assembly.organization('Island')
    const island = await owner(assembly, 'Island')
    for (const each of [path(), `${path()}/arrival`]) expect((await island.get(each)).status).toBe(404)
    const member = await staff(assembly, harbor.connection.organizationId, 'member')
    expect((await member.get(path())).status).toBe(303)
  })
})
