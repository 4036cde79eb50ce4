import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Access, type Assembly, assemble, endAssemblies, patch } from '../assembly'
import { owner, password, staff, visitor } from './visitor'

let assembly: Assembly
let harbor: Access

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
})

describe('signing in', () => {
  test('leads back to the page that was asked for', async () => {
    const browser = visitor(assembly.url)
    const asked = await browser.get('/?x=1')
    expect([asked.status, asked.location]).toEqual([303, '/sign-in'])
    const page = await browser.get('/sign-in?to=%2F%3Fx%3D1')
    expect(page.status).toBe(200)
    const done = await browser.post('/sign-in', { login: ' Owner@HARBOR.example ', password, to: '/?x=1' })
    expect([done.status, done.location]).toEqual([303, '/?x=1'])
    expect((await browser.get('/')).text).toContain('Harbor')
  })

  test.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/%5cevil', 'people', ''])(
    'never leads to %s',
    async (to) => {
      const { location } = await visitor(assembly.url).post('/sign-in', {
        login: 'owner@harbor.example',
        password,
        to,
      })
      expect(location?.startsWith('/') && !location.startsWith('//') && !location.includes('evil.example')).toBe(true)
    },
  )

  test('says the same for a wrong password and for nobody', async () => {
    const attempt = (login: string) => visitor(assembly.url).post('/sign-in', { login, password: 'another one' })
    const [wrong, nobody] = [await attempt('owner@harbor.example'), await attempt('nobody@harbor.example')]
    expect([wrong.status, nobody.status]).toEqual([401, 401])
    expect(wrong.html.replaceAll('owner@', '')).toBe(nobody.html.replaceAll('nobody@', ''))
  })

  test('takes a new session each time, and the old one is dead', async () => {
    const browser = await owner(assembly, 'Harbor')
    const before = new Map(browser.cookies)
    await browser.post('/sign-in', { login: 'owner@harbor.example', password })
    expect(browser.cookies.get('rollcall_session')).not.toBe(before.get('rollcall_session'))
    const thief = visitor(assembly.url)
    for (const [name, value] of before) thief.cookies.set(name, value)
    expect((await thief.get('/')).location).toBe('/sign-in')
  })

  test('is refused to a member, who has no console', async () => {
    const member = await staff(assembly, harbor.connection.organizationId, 'member')
    expect(member.cookies.has('rollcall_session')).toBe(false)
  })

  test('is slowed after five failures, for this account from this address', async () => {
    const { userName } = await staff(assembly, harbor.connection.organizationId, 'viewer')
    const attempt = () => visitor(assembly.url).post('/sign-in', { login: userName, password: 'a guess' })
    for (let turn = 0; turn < 5; turn++) expect((await attempt()).status).toBe(401)
    const locked = await attempt()
    expect(locked.status).toBe(429)
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await visitor(assembly.url).post('/sign-in', { login: userName, password })).status).toBe(429)
    expect((await visitor(assembly.url).post('/sign-in', { login: 'owner@harbor.example', password })).status).toBe(303)
  })

  test('lets somebody who is in two organizations choose', async () => {
    const other = await assembly.organization('Island')
    const [here, there] = [harbor, other].map(({ connection }) => connection.organizationId)
    const first = await staff(assembly, here ?? '', 'viewer', 'both@sea.example')
    await staff(assembly, there ?? '', 'admin', 'both@sea.example').catch(() => undefined)
    expect(first.id).toBeTruthy()
    const browser = visitor(assembly.url)
    const asked = await browser.post('/sign-in', { login: 'both@sea.example', password })
    expect(asked.text).toContain('Choose an organization')
    const proof = /name="proof" value="([^"]+)"/.exec(asked.html)?.[1] ?? ''
    const stranger = await browser.post('/sign-in/organization', { proof, account: 'somebody else' })
    expect(stranger.location).toBe('/sign-in')
    expect((await browser.send('/sign-in/organization', { proof, account: first.id })).text).toContain('Harbor')
  })
})

test('signing out ends the session', async () => {
  const browser = await owner(assembly, 'Harbor')
  const cookies = new Map(browser.cookies)
  expect((await browser.send('/sign-out')).text).toContain('You are signed out.')
  for (const [name, value] of cookies) browser.cookies.set(name, value)
  expect((await browser.get('/')).location).toBe('/sign-in')
})

test('a form from another site does nothing', async () => {
  const browser = await owner(assembly, 'Harbor')
  for (const [name, value] of [
    ['origin', 'https://evil.example'],
    ['sec-fetch-site', 'cross-site'],
    ['sec-fetch-site', 'same-site'],
  ] as const) {
    expect((await browser.post('/sign-out', {}, { [name]: value })).status).toBe(403)
  }
  expect((await browser.get('/')).status).toBe(200)
})

test('whoever a connection deactivates is out at once, and stays out when brought back', async () => {
  const made = await assembly.ask(harbor, 'POST /Users', { userName: 'sue@harbor.example' })
  const { id } = made.json
  const { organizationId } = harbor.connection
  const scope = { organizationId, connectionId: harbor.connection.id, includeUnowned: false }
  await assembly.store.write(async (tx) => {
    await tx.credentials.put(id, `not argon2id, but quick: ${password}`)
    const group = { id: 'admins', organizationId, version: 1, created: 1, modified: 1 }
    const document = JSON.stringify({ displayName: 'Admins' })
    await tx.groups.insert({ ...group, connectionId: harbor.connection.id, document, keys: { displayName: 'admins' } })
    await tx.members.add(scope, 'admins', [{ value: id }])
  })
  await assembly.store.write((tx) => tx.groups.setRole(organizationId, 'admins', 'admin'))
  const browser = visitor(assembly.url)
  await browser.post('/sign-in', { login: 'sue@harbor.example', password })
  expect((await browser.get('/')).status).toBe(200)
  const switched = (active: boolean) =>
    assembly.ask(harbor, `PATCH /Users/${id}`, patch({ op: 'replace', path: 'active', value: active }))
  await switched(false)
  expect((await browser.get('/')).location).toBe('/sign-in')
  await switched(true)
  expect((await browser.get('/')).location).toBe('/sign-in')
})
