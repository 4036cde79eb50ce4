import { afterAll, beforeAll, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { type Access, type Assembly, assemble, endAssemblies } from '../http/assembly'

let assembly: Assembly
let harbor: Access

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
})

const by = () => operator(harbor.connection.organizationId)

test.each(['', ' \t ', '\u200b\u2060', 'x'.repeat(201), 'two\nlines', '\u001b[31mred', '\u0000'])(
  '%j names neither a connection nor a token',
  async (name) => {
    const invalid = { code: 'invalid' }
    const { directory } = assembly
    await expect(directory.addConnection(by(), name)).rejects.toMatchObject(invalid)
    await expect(directory.renameConnection(by(), harbor.connection.id, name)).rejects.toMatchObject(invalid)
    await expect(directory.addToken(by(), harbor.connection.id, name)).rejects.toMatchObject(invalid)
  },
)

test.each(['x'.repeat(200), 'مزود الهوية', '👩‍🚀', '<script>', 'Ünïcödé', '名'])('%j names both', async (name) => {
  const { connection } = await assembly.directory.addConnection(by(), ` ${name} `)
  expect(connection.name).toBe(name)
  await assembly.directory.addToken(by(), connection.id, name)
  expect((await assembly.directory.tokensOf(by(), connection.id)).map((token) => token.name)).toContain(name)
})

test('two owners who give the same name at once get one connection of it', async () => {
  const add = (name: string) => assembly.directory.addConnection(by(), name)
  const results = await Promise.allSettled([add('Twins'), add('TWINS')])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const [one, other] = [await add('One'), await add('Other')]
  const rename = ({ connection }: Access) => assembly.directory.renameConnection(by(), connection.id, 'Both')
  const renamed = await Promise.allSettled([rename(one), rename(other)])
  expect(renamed.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('renaming to what it is called already leaves no entry in the audit log; another case is another name', async () => {
  const { connection } = await assembly.directory.addConnection(by(), 'quiet')
  await assembly.directory.renameConnection(by(), connection.id, ' quiet ')
  expect((await assembly.directory.renameConnection(by(), connection.id, 'Quiet')).name).toBe('Quiet')
  const { organizationId } = connection
  const entries = await assembly.store.audit.list({ organizationId, targetId: connection.id, limit: 9 })
  expect(entries.map(({ action, details }) => [action, details])).toEqual([
    ['connection.renamed', { name: { from: 'quiet', to: 'Quiet' } }],
    ['connection.created', { provider: 'generic' }],
  ])
})
