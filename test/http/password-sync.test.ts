import { afterAll, beforeAll, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { type Access, type Assembly, assemble, endAssemblies } from './assembly'
import { visitor } from './console/visitor'

const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User']
const [first, second] = ['the first password', 'the second password']

let assembly: Assembly
let access: Access

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  access = await assembly.organization('Harbor')
  const { id, organizationId } = access.connection
  await assembly.directory.configure(operator(organizationId), id, { passwordSync: true })
})

/** Somebody whose provider sends a password, and who is a viewer; their id. */
async function viewer(userName: string): Promise<string> {
  const { json } = await assembly.ask(access, 'POST /Users', { schemas, userName, password: first })
  const by = operator(access.connection.organizationId)
  await assembly.directory.people.changeRole(by, json.id, 'member', 'viewer')
  return json.id
}

async function signedIn(login: string, password: string) {
  const browser = visitor(assembly.url)
  const { status } = await browser.post('/sign-in', { login, password })
  return { browser, status }
}

const operation = (value: string) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path: 'password', value }],
})

test.each(['PATCH', 'PUT'])('another password ends sessions and links, the same one none: %s', async (method) => {
  const userName = `${method}@harbor.example`
  const id = await viewer(userName)
  const by = operator(access.connection.organizationId)
  const send = (password: string) =>
    assembly.ask(
      access,
      `${method} /Users/${id}`,
      method === 'PUT' ? { schemas, userName, password } : operation(password),
    )
  const { browser } = await signedIn(userName, first)
  const link = await assembly.directory.makeLink(by, 'password-reset', id)
  expect((await send(first)).status).toBe(200)
  expect((await browser.get('/people')).status).toBe(200)
  expect(await assembly.directory.openLink('password-reset', link)).toBeDefined()
  expect((await send(second)).status).toBe(200)
  expect((await browser.get('/people')).status).toBe(303)
  expect(await assembly.directory.openLink('password-reset', link)).toBeUndefined()
  expect((await signedIn(userName, first)).status).toBe(401)
  expect((await signedIn(userName, second)).status).toBe(303)
})
