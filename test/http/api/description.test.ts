import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { operator } from '../../../src/directory/staff'
import { type Access, type Assembly, assemble, endAssemblies } from '../assembly'
import { owner, type Visitor } from '../console/visitor'

const acme = 'urn:acme:2.0:User'

let assembly: Assembly
let harbor: Access
let browser: Visitor
let global: string

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  await assembly.organization('Island')
  const by = operator(harbor.connection.organizationId)
  await assembly.directory.define(by, { id: acme, attributes: [{ name: 'badge' }] })
  await assembly.directory.offerType(by, { name: 'Role' })
  browser = await owner(assembly, 'Harbor')
  global = (await assembly.directory.addGlobalApiKey({ name: 'all', rights: 'read' })).key
})

async function described(headers: Record<string, string> = {}, query = '') {
  const { json } = await assembly.ask(undefined, `GET /swagger/json${query}`, undefined, headers)
  const [{ schema }] = Object.values(json.paths['/scim/v2/Users'].post.requestBody.content) as [
    { schema: { properties: object } },
  ]
  return { hasBadge: Object.keys(schema.properties).includes(acme), hasRoles: '/scim/v2/Roles' in json.paths }
}

describe("the description shows an organization's own attributes and types", () => {
  const own = { hasBadge: true, hasRoles: true }
  const standard = { hasBadge: false, hasRoles: false }

  test("to its connection's token, its API key and whoever is signed in there", async () => {
    expect(await described({ authorization: `Bearer ${harbor.token}` })).toEqual(own)
    const by = operator(harbor.connection.organizationId)
    const { key } = await assembly.directory.addApiKey(by, { name: 'docs', rights: 'read' })
    expect(await described({ authorization: `Bearer ${key}` })).toEqual(own)
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    expect(await described({ cookie })).toEqual(own)
  })

  test('to nobody else', async () => {
    expect(await described()).toEqual(standard)
    expect(await described({ authorization: 'Bearer nonsense' })).toEqual(standard)
    const island = await owner(assembly, 'Island')
    const cookie = [...island.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    expect(await described({ cookie })).toEqual(standard)
  })

  test('to a key that is good for all, where it names the organization', async () => {
    const authorization = `Bearer ${global}`
    expect(await described({ authorization })).toEqual(standard)
    expect(await described({ authorization }, '?organization=harbor')).toEqual(own)
    expect(await described({ authorization }, '?organization=island')).toEqual(standard)
  })
})
