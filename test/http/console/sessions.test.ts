import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { userKeys } from '../../../src/directory/keys'
import type { Role } from '../../../src/directory/user'
import { type Access, type Assembly, assemble, endAssemblies } from '../assembly'
import { head, raw } from '../raw'
import { owner, password, staff, visitor } from './visitor'

const day = 86_400_000

let assembly: Assembly
let harbor: Access
let organizationId: string

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  organizationId = harbor.connection.organizationId
})

async function change(id: string, more: { readonly role?: Role; readonly active?: boolean }): Promise<void> {
  await assembly.store.write(async (tx) => {
    const account = await tx.accounts.find(id)
    if (!account) throw new Error('gone')
    const { active = account.active, role = account.role } = more
    const keys = { ...userKeys(JSON.parse(account.document), account.document), active }
    await tx.users.update({ ...account, role, keys, version: account.version + 1 })
  })
}

describe('the cookie of a session', () => {
  test.each([
    [undefined, false],
    ['https://scim.example.com', true],
    ['http://scim.example.com', false],
  ])('behind %s: Secure is %j', async (publicUrl, isSecure) => {
    const { url, ...there } = await assemble(publicUrl === undefined ? {} : { publicUrl })
    await there.organization('Harbor')
    const body = new URLSearchParams({ login: 'owner@harbor.example', password })
    const headers = { origin: publicUrl ?? url }
    const response = await fetch(`${url}/sign-in`, { method: 'POST', body, headers, redirect: 'manual' })
    expect(response.status).toBe(303)
    const [cookie = '', ...others] = response.headers.getSetCookie()
    expect(others).toEqual([])
    const [pair, ...attributes] = cookie.split('; ')
    expect(pair).toMatch(/^rollcall_session=[a-z0-9]{40}$/)
    expect(attributes.filter((each) => !/^(Max-Age|Expires)=/i.test(each)).sort()).toEqual(
      ['HttpOnly', 'Path=/', 'SameSite=Lax', ...(isSecure ? ['Secure'] : [])].sort(),
    )
    const seconds = Number(/Max-Age=(\d+)/i.exec(cookie)?.[1])
    expect(seconds).toBeGreaterThan(13.9 * 24 * 3600)
    expect(seconds).toBeLessThanOrEqual(14 * 24 * 3600)
  })

  test('holds what is stored only as a hash', async () => {
    const viewer = await staff(assembly, organizationId, 'viewer')
    const text = viewer.cookies.get('rollcall_session') ?? ''
    const [session] = await assembly.directory.sessionsOf(viewer.id)
    expect(session?.hash).toBe(new Bun.CryptoHasher('sha256').update(text).digest('hex'))
    const thief = visitor(assembly.url)
    thief.cookies.set('rollcall_session', session?.hash ?? '')
    expect((await thief.get('/account')).status).toBe(303)
  })
})

describe('a session', () => {
  const aged = async (id: string, expires: number) => {
    const [session] = await assembly.directory.sessionsOf(id)
    await assembly.store.write((tx) => tx.sessions.extend(session?.hash ?? '', expires))
    return session?.hash ?? ''
  }

  test('of which half is over is made two weeks long again by its use, with a new cookie', async () => {
    const viewer = await staff(assembly, organizationId, 'viewer')
    const hash = await aged(viewer.id, Date.now() + 6 * day)
    const page = await viewer.get('/account')
    expect([page.status, page.headers.getSetCookie().length]).toEqual([200, 1])
    const found = await assembly.store.sessions.find(hash)
    expect(found?.session.expires).toBeGreaterThan(Date.now() + 13 * day)
    expect((await viewer.get('/account')).headers.getSetCookie()).toEqual([])
  })

  test('that has expired is over, and gone', async () => {
    const viewer = await staff(assembly, organizationId, 'viewer')
    const hash = await aged(viewer.id, Date.now() - 1)
    expect((await viewer.get('/account')).location).toBe('/sign-in?to=%2Faccount')
    expect(viewer.cookies.has('rollcall_session')).toBe(false)
    expect(await assembly.store.sessions.find(hash)).toBeUndefined()
  })

  test('that has expired is swept when somebody else signs in', async () => {
    const viewer = await staff(assembly, organizationId, 'viewer')
    const hash = await aged(viewer.id, Date.now() - 1)
    await staff(assembly, organizationId, 'viewer')
    expect(await assembly.store.sessions.find(hash)).toBeUndefined()
  })
})

describe('from the next request on', () => {
  test('a lower role holds', async () => {
    const boss = await staff(assembly, organizationId, 'owner')
    expect((await boss.get('/api-keys')).status).toBe(200)
    await change(boss.id, { role: 'viewer' })
    expect((await boss.get('/api-keys')).status).toBe(403)
    expect((await boss.get('/account')).text).toContain('Viewer')
    await change(boss.id, { role: 'member' })
    expect((await boss.get('/account')).status).toBe(303)
  })

  test('whoever is deactivated or deleted is out', async () => {
    const viewer = await staff(assembly, organizationId, 'viewer')
    await change(viewer.id, { active: false })
    expect((await viewer.get('/account')).status).toBe(303)
    const other = await staff(assembly, organizationId, 'viewer')
    const account = await assembly.store.accounts.find(other.id)
    if (!account) throw new Error('gone')
    await assembly.store.write((tx) => tx.users.delete(account, Date.now()))
    expect((await other.get('/account')).status).toBe(303)
    expect((await visitor(assembly.url).post('/sign-in', { login: other.userName, password })).status).toBe(401)
  })

  test('a role that a group gave is gone with the membership, or with the group’s role', async () => {
    const { id, userName } = await staff(assembly, organizationId, 'member')
    const scope = { organizationId, connectionId: harbor.connection.id, includeUnowned: true }
    await assembly.store.write(async (tx) => {
      const group = { organizationId, version: 1, created: 1, modified: 1 }
      for (const displayName of ['inner', 'outer']) {
        const document = JSON.stringify({ displayName })
        const own = { id: displayName, connectionId: harbor.connection.id, document, keys: { displayName } }
        await tx.groups.insert({ ...group, ...own })
      }
      await tx.members.add(scope, 'outer', [{ value: 'inner' }])
      await tx.members.add(scope, 'inner', [{ value: id }])
    })
    const give = (role: 'admin' | undefined) =>
      assembly.store.write((tx) => tx.groups.setRole(organizationId, 'outer', role))
    await give('admin')
    const browser = visitor(assembly.url)
    await browser.post('/sign-in', { login: userName, password })
    expect((await browser.get('/account')).text).toContain('Admin, given by the group outer')
    await give(undefined)
    expect((await browser.get('/account')).status).toBe(303)
    await give('admin')
    expect((await browser.get('/account')).status).toBe(200)
    await assembly.store.write((tx) => tx.members.remove('inner', [id]))
    expect((await browser.get('/account')).status).toBe(303)
  })
})

describe('a form', () => {
  test('is taken from our own pages only', async () => {
    const browser = await owner(assembly, 'Harbor')
    const { url } = assembly
    const attempts: readonly (readonly [Readonly<Record<string, string>>, number])[] = [
      [{ origin: 'null' }, 403],
      [{ origin: 'https://evil.example' }, 403],
      [{ origin: `${url}.evil.example` }, 403],
      [{ origin: url.replace(/\d+$/, '1') }, 403],
      [{ 'sec-fetch-site': 'same-site' }, 403],
      [{ 'sec-fetch-site': 'none' }, 403],
      [{ 'sec-fetch-site': 'cross-site', origin: url }, 403],
      [{ 'sec-fetch-site': 'same-origin' }, 422],
    ]
    for (const [headers, expected] of attempts)
      expect([headers, (await browser.post('/account/password', {}, headers)).status]).toEqual([headers, expected])
    const init = { method: 'POST', redirect: 'manual' as const, body: new URLSearchParams() }
    const cookie = `rollcall_session=${browser.cookies.get('rollcall_session')}`
    expect((await fetch(`${url}/account/password`, { ...init, headers: { cookie } })).status).toBe(403)
  })

  test('that is too large is refused as it comes, though its length is not announced', async () => {
    const part = 'x'.repeat(60_000)
    const chunk = `${part.length.toString(16)}\r\n${part}\r\n`
    const request = head('POST /sign-in', {
      host: new URL(assembly.url).host,
      origin: assembly.url,
      'content-type': 'application/x-www-form-urlencoded',
      'transfer-encoding': 'chunked',
    })
    // It has no end: whoever wanted to read it whole would never answer.
    const { status, text } = await raw(assembly.port, [request, ...Array<string>(8).fill(chunk)])
    expect([status, text.includes('more than can be taken')]).toEqual([422, true])
  })

  test('with what cannot be kept, or that is none, is refused', async () => {
    const browser = visitor(assembly.url)
    expect((await browser.post('/sign-in', { login: 'a\0b', password })).status).toBe(422)
    const body = JSON.stringify({ login: 'a', password })
    const headers = { origin: assembly.url, 'content-type': 'application/json' }
    const sent = await fetch(`${assembly.url}/sign-in`, { method: 'POST', body, headers })
    expect(sent.status).toBe(422)
  })

  test('without a host is refused, and no failure', async () => {
    const body = 'login=a&password=b'
    const lines = [
      'POST /sign-in HTTP/1.0',
      'Origin: http://127.0.0.1',
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${body.length}`,
      'Connection: close',
    ]
    const answer = await raw(assembly.port, [`${lines.join('\r\n')}\r\n\r\n${body}`])
    expect(answer.status).toBe(403)
    expect(assembly.errors).toEqual([])
  })
})
