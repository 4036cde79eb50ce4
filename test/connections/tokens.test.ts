import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { operator, type Staff } from '../../src/directory/staff'
import { timed } from '../access/timed'
import { type Access, type Assembly, assemble, endAssemblies } from '../http/assembly'

let assembly: Assembly
let harbor: Access

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
})

const owner = () => operator(harbor.connection.organizationId)
const tokensOf = ({ connection }: Access) => assembly.directory.tokensOf(owner(), connection.id)
const another = () => assembly.connection(harbor.connection.organizationId)

describe('a token', () => {
  test('that is revoked is dead with the next request, and its sister lives on', async () => {
    const access = await another()
    const second = await assembly.directory.addToken(owner(), access.connection.id, ' the second ')
    const [newer, older] = await tokensOf(access)
    expect([newer?.name, older?.name]).toEqual(['the second', 'first'])
    expect((await assembly.ask(access, 'GET /Users')).status).toBe(200)
    await assembly.directory.revokeToken(owner(), access.connection.id, older?.id ?? '')
    const { status, json } = await assembly.ask(access, 'GET /Users')
    expect([status, json.detail]).toEqual([401, expect.stringContaining('was revoked on')])
    expect((await assembly.ask({ ...access, token: second }, 'GET /Users')).status).toBe(200)
    expect((await tokensOf(access)).map(({ revoked }) => revoked !== undefined)).toEqual([false, true])
  })

  test('expires at its time, and whoever goes on using it is told when that was', async () => {
    const access = await another()
    const scim = timed(assembly)
    const expires = Date.UTC(2030, 0, 1) + 10_000
    const token = await assembly.directory.addToken(owner(), access.connection.id, 'brief', expires)
    const brief = { ...access, token }
    scim.pass(9_999)
    expect((await scim.ask(brief, 'GET /Users')).status).toBe(200)
    scim.pass(1)
    const { status, json } = await scim.ask(brief, 'GET /Users')
    expect([status, json.detail]).toEqual([401, expect.stringContaining('expired on 2030-01-01T00:00:10.000Z')])
    const event = await assembly.lastEvent(access)
    expect([event.status, event.detail]).toEqual([401, json.detail])
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: access.connection.id,
      client_secret: token,
    }).toString()
    expect((await scim.ask(undefined, 'POST /oauth2/token', form)).json.error).toBe('invalid_client')
    expect((await scim.ask(access, 'GET /Users')).status).toBe(200)
  })

  test('ends what was given for it as a client’s secret, too', async () => {
    const access = await another()
    const scim = timed(assembly)
    const expires = Date.UTC(2030, 0, 1) + 10_000
    const secret = await assembly.directory.addToken(owner(), access.connection.id, 'brief', expires)
    const form = { grant_type: 'client_credentials', client_id: access.connection.id, client_secret: secret }
    const { json } = await scim.ask(undefined, 'POST /oauth2/token', new URLSearchParams(form).toString())
    const given = { ...access, token: String(json.access_token) }
    expect((await scim.ask(given, 'GET /Users')).status).toBe(200)
    scim.pass(10_000)
    expect((await scim.ask(given, 'GET /Users')).status).toBe(401)
  })

  test.each([0, Date.now() - 1, Number.NaN])('cannot expire at %p already', async (expires) => {
    const added = assembly.directory.addToken(owner(), harbor.connection.id, 'late', expires)
    await expect(added).rejects.toMatchObject({ code: 'invalid' })
  })

  test('tells when it was last used and from where, also where the request was refused for something else', async () => {
    const access = await another()
    expect((await tokensOf(access))[0]?.lastUsed).toBeUndefined()
    const before = Date.now()
    await assembly.ask(access, 'GET /Users/nobody')
    await assembly.store.flush()
    const [used] = await tokensOf(access)
    expect(used?.lastIp).toBe('127.0.0.1')
    expect(used?.lastUsed).toBeGreaterThanOrEqual(before)
    expect(used?.lastUsed).toBeLessThanOrEqual(Date.now())
  })

  test('that is refused is not used', async () => {
    const access = await another()
    const [token] = await tokensOf(access)
    await assembly.directory.revokeToken(owner(), access.connection.id, token?.id ?? '')
    await assembly.ask(access, 'GET /Users')
    await assembly.store.flush()
    expect((await tokensOf(access))[0]?.lastUsed).toBeUndefined()
  })
})

describe('two owners at once', () => {
  test('revoke one token once', async () => {
    const access = await another()
    const [token] = await tokensOf(access)
    const revoke = () => assembly.directory.revokeToken(owner(), access.connection.id, token?.id ?? '')
    const results = await Promise.allSettled([revoke(), revoke()])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const { organizationId } = harbor.connection
    const query = { organizationId, targetId: access.connection.id, actionPrefix: 'token.revoked', limit: 5 }
    expect(await assembly.store.audit.list(query)).toHaveLength(1)
  })

  test('regenerate, and one token is left', async () => {
    const access = await another()
    const regenerate = () => assembly.directory.regenerateToken(owner(), access.connection.id)
    const made = await Promise.all([regenerate(), regenerate()])
    const statuses = await Promise.all(
      made.map(async (token) => (await assembly.ask({ ...access, token }, 'GET /Users')).status),
    )
    expect(statuses.sort()).toEqual([200, 401])
  })
})

describe('only owners', () => {
  const staff = (role: Staff['role']): Staff => ({ ...owner(), role })
  const refused = { code: 'forbidden' }

  test('make and revoke tokens, and add and delete connections', async () => {
    const access = await another()
    const [token] = await tokensOf(access)
    const { id } = access.connection
    const { directory } = assembly
    for (const role of ['admin', 'viewer', 'member'] as const) {
      await expect(directory.addToken(staff(role), id, 'mine')).rejects.toMatchObject(refused)
      await expect(directory.regenerateToken(staff(role), id)).rejects.toMatchObject(refused)
      await expect(directory.revokeToken(staff(role), id, token?.id ?? '')).rejects.toMatchObject(refused)
      await expect(directory.addConnection(staff(role), `of ${role}`)).rejects.toMatchObject(refused)
      await expect(directory.deleteConnection(staff(role), id)).rejects.toMatchObject(refused)
    }
    expect((await assembly.ask(access, 'GET /Users')).status).toBe(200)
  })

  test('and viewers at least see them', async () => {
    const { id } = harbor.connection
    for (const see of [assembly.directory.tokensOf, assembly.directory.readConnection]) {
      await expect(see(staff('member'), id)).rejects.toMatchObject(refused)
      expect(await see(staff('viewer'), id)).toBeDefined()
    }
  })

  test('of the same organization', async () => {
    const stranger = operator((await assembly.organization('Ferry')).connection.organizationId)
    const access = await another()
    const [token] = await tokensOf(access)
    const { id } = access.connection
    const { directory } = assembly
    const missing = { code: 'not_found' }
    await expect(directory.readConnection(stranger, id)).rejects.toMatchObject(missing)
    await expect(directory.tokensOf(stranger, id)).rejects.toMatchObject(missing)
    await expect(directory.addToken(stranger, id, 'mine')).rejects.toMatchObject(missing)
    await expect(directory.revokeToken(stranger, id, token?.id ?? '')).rejects.toMatchObject(missing)
    await expect(directory.pauseConnection(stranger, id)).rejects.toMatchObject(missing)
    await expect(directory.renameConnection(stranger, id, 'mine')).rejects.toMatchObject(missing)
    await expect(directory.deleteConnection(stranger, id)).rejects.toMatchObject(missing)
    await expect(directory.revokeToken(owner(), harbor.connection.id, token?.id ?? '')).rejects.toMatchObject(missing)
    expect((await assembly.ask(access, 'GET /Users')).status).toBe(200)
  })
})
