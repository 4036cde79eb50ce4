import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { userKeys } from '../../../src/directory/keys'
import type { LinkPurpose } from '../../../src/directory/links'
import { deviceOf } from '../../../src/http/console/access/device'
import { type Access, type Assembly, assemble, endAssemblies, patch, user } from '../assembly'
import { owner, password, staff, visitor } from './visitor'

let assembly: Assembly
let harbor: Access
let organizationId: string

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  organizationId = harbor.connection.organizationId
})

const fresh = 'a password of my own'

/** A link that somebody makes for somebody, as a path. */
async function linkFor(maker: { readonly id: string }, id: string, purpose: LinkPurpose): Promise<string> {
  const by = { organizationId, role: 'admin', actor: { kind: 'person', id: maker.id } } as const
  return `/${purpose}/${await assembly.directory.makeLink(by, purpose, id)}`
}

describe('the first run', () => {
  const fields = { organization: 'Ferry & Sons', owner: 'ada@ferry.example', password: fresh }

  test('leads from the link to the first connection, signed in, with the token shown to come', async () => {
    const empty = await assemble()
    const browser = visitor(empty.url)
    expect((await browser.get('/sign-in')).text).toContain('open the link that rollcall serve has printed')
    const path = `/first-run/${await empty.directory.beginFirstRun()}`
    const page = await browser.get(path)
    expect([page.status, page.html.includes('autocomplete="new-password"')]).toEqual([200, true])
    const done = await browser.post(path, fields)
    const [organization] = await empty.directory.organizations()
    const [connection] = await empty.directory.connectionsOf(organization?.id ?? '')
    expect([done.status, done.location]).toEqual([303, `/connections/${connection?.id}/setup`])
    expect(browser.cookies.has('rollcall_flash')).toBe(true)
    const home = await browser.get('/account')
    expect([home.status, home.text.includes('Ferry & Sons')]).toEqual([200, true])
    for (const again of [await visitor(empty.url).get(path), await visitor(empty.url).post(path, fields)])
      expect([again.status, again.text.includes('This link is used up')]).toEqual([410, true])
    expect(await empty.directory.organizations()).toHaveLength(1)
    expect((await visitor(empty.url).get('/sign-in')).text).not.toContain('rollcall serve')
  })

  test('says what is wrong beside the fields, and keeps what was typed but the password', async () => {
    const empty = await assemble()
    const path = `/first-run/${await empty.directory.beginFirstRun()}`
    const page = await visitor(empty.url).post(path, {
      organization: '<script>alert(1)</script>',
      owner: 'nobody',
      password: 'short secret',
    })
    expect(page.status).toBe(422)
    expect(page.text).toContain('nobody is not an e-mail address.')
    expect(page.html).toContain('value="&lt;script>alert(1)&lt;/script>"')
    expect(page.html).not.toContain('short secret')
    const none = await visitor(empty.url).post(path)
    expect(none.text).toContain('Enter a name for the organization.')
    expect(none.text).toContain('Enter a password.')
    const some = await visitor(empty.url).post(path, { owner: 'nobody', password: 'short' })
    for (const part of ['Enter a name', 'nobody is not an e-mail address', 'at least 12 characters'])
      expect(some.text).toContain(part)
    const odd = await visitor(empty.url).post(path, { ...fields, organization: '!!!', password: 'x'.repeat(1001) })
    expect(odd.text).toContain('needs a letter or a digit')
    expect(odd.text).toContain('at most 1000 bytes')
    expect(await empty.directory.organizations()).toEqual([])
    expect(empty.errors).toEqual([])
  })

  test('is over once an organization was made otherwise, and can be done by one of two browsers', async () => {
    const empty = await assemble()
    const path = `/first-run/${await empty.directory.beginFirstRun()}`
    const both = await Promise.all(
      ['Pier', 'Quay'].map((organization) => visitor(empty.url).post(path, { ...fields, organization })),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([303, 410])
    const other = await assemble()
    const dead = `/first-run/${await other.directory.beginFirstRun()}`
    await other.organization('Harbor')
    expect((await visitor(other.url).get(dead)).status).toBe(410)
    expect((await visitor(other.url).get('/first-run/x')).status).toBe(410)
  })
})

describe('a personal link', () => {
  test('is made on a person’s page, which shows it once', async () => {
    const admin = await staff(assembly, organizationId, 'admin')
    const { id } = await staff(assembly, organizationId, 'viewer')
    for (const purpose of ['invitation', 'password-reset']) {
      const done = await admin.post(`/people/${id}/${purpose}`)
      expect([done.status, done.location]).toEqual([303, `/people/${id}`])
      expect(admin.cookies.has('rollcall_flash')).toBe(true)
    }
    const [entry] = await assembly.store.audit.list({ organizationId, limit: 1 })
    expect(entry).toMatchObject({ action: 'password-reset.made', target: { id } })
  })

  test('is refused for an owner by an admin, for anybody by a viewer, and for a member', async () => {
    const admin = await staff(assembly, organizationId, 'admin')
    const viewer = await staff(assembly, organizationId, 'viewer')
    const boss = await staff(assembly, organizationId, 'owner')
    const member = await staff(assembly, organizationId, 'member')
    expect((await admin.post(`/people/${boss.id}/password-reset`)).status).toBe(403)
    expect((await viewer.post(`/people/${viewer.id}/password-reset`)).status).toBe(403)
    const back = await boss.post(`/people/${member.id}/invitation`)
    expect([back.status, back.location]).toEqual([303, `/people/${member.id}`])
    expect((await boss.get('/account')).text).toContain('give a role first')
    expect((await boss.post('/people/nobody/invitation')).status).toBe(404)
  })

  test.each(['invitation', 'password-reset'] as const)('for %s sets a password and signs in, once', async (purpose) => {
    const admin = await staff(assembly, organizationId, 'admin')
    const viewer = await staff(assembly, organizationId, 'viewer')
    const path = await linkFor(admin, viewer.id, purpose)
    const browser = visitor(assembly.url)
    const page = await browser.get(path)
    expect([page.status, page.html.includes(viewer.userName), page.text.includes('Harbor')]).toEqual([200, true, true])
    const short = await browser.post(path, { password: 'too short' })
    expect([short.status, short.text.includes('at least 12 characters')]).toEqual([422, true])
    expect((await viewer.get('/account')).status).toBe(200)
    expect((await admin.get(path)).html).not.toContain(admin.userName)
    const done = await browser.post(path, { password: fresh })
    expect([done.status, done.location]).toEqual([303, '/'])
    expect((await browser.get('/account')).html).toContain(viewer.userName)
    expect((await viewer.get('/account')).location).toBe('/sign-in?to=%2Faccount')
    for (const again of [await browser.get(path), await browser.post(path, { password: fresh })])
      expect([again.status, again.text.includes('not good any more')]).toEqual([410, true])
  })

  test('is as good for somebody of a connection, and dead once they are deactivated', async () => {
    const admin = await staff(assembly, organizationId, 'admin')
    const { json } = await assembly.ask(harbor, 'POST /Users', user('sam@harbor.example'))
    await assembly.store.write(async (tx) => {
      const account = await tx.accounts.find(json.id)
      if (!account) throw new Error('gone')
      const keys = userKeys(JSON.parse(account.document), account.document)
      await tx.users.update({ ...account, role: 'viewer', version: account.version + 1, keys })
    })
    const path = await linkFor(admin, json.id, 'invitation')
    expect((await visitor(assembly.url).get(path)).status).toBe(200)
    await assembly.ask(harbor, `PATCH /Users/${json.id}`, patch({ op: 'replace', path: 'active', value: false }))
    expect((await visitor(assembly.url).post(path, { password: fresh })).status).toBe(410)
  })
})

describe('the account page', () => {
  test('says who it is, with which role, and where it came from', async () => {
    const viewer = await staff(assembly, organizationId, 'viewer', '<b>vic</b>@harbor.example')
    const { text, html } = await viewer.get('/account')
    expect(text).toContain('<b>vic</b>@harbor.example')
    expect(html).not.toContain('<b>vic')
    expect(text).toContain('Viewer, given to you by hand')
  })

  test('lists sessions with their devices, marks this one, and ends one of them', async () => {
    const first = await staff(assembly, organizationId, 'viewer')
    const phone = visitor(assembly.url)
    const userAgent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1'
    await phone.post('/sign-in', { login: first.userName, password }, { 'user-agent': userAgent })
    const page = await first.get('/account')
    expect(page.text).toContain('Safari on iPhone')
    expect(page.text.match(/This one/g)).toHaveLength(1)
    const sessions = await assembly.directory.sessionsOf(first.id)
    const other = sessions.find((session) => session.userAgent === userAgent)
    expect((await first.post(`/account/sessions/${other?.hash}/end`)).location).toBe('/account')
    expect((await phone.get('/account')).status).toBe(303)
    expect((await first.post(`/account/sessions/${other?.hash}/end`)).status).toBe(404)
    const own = sessions.find((session) => session !== other)
    expect((await first.post(`/account/sessions/${own?.hash}/end`)).location).toBe('/sign-in')
    expect((await first.get('/account')).status).toBe(303)
  })

  test('ends nobody else’s session', async () => {
    const one = await staff(assembly, organizationId, 'owner')
    const other = await staff(assembly, organizationId, 'viewer')
    const [session] = await assembly.directory.sessionsOf(other.id)
    expect((await one.post(`/account/sessions/${session?.hash}/end`)).status).toBe(404)
    expect((await other.get('/account')).status).toBe(200)
  })

  test('signs out everywhere', async () => {
    const first = await staff(assembly, organizationId, 'viewer')
    const second = visitor(assembly.url)
    await second.post('/sign-in', { login: first.userName, password })
    expect((await first.send('/account/sign-out-everywhere')).text).toContain('You are signed out everywhere.')
    expect((await second.get('/account')).status).toBe(303)
    expect(await assembly.directory.sessionsOf(first.id)).toEqual([])
  })

  test('changes the password with the current one, and ends other sessions', async () => {
    const first = await staff(assembly, organizationId, 'viewer')
    const second = visitor(assembly.url)
    await second.post('/sign-in', { login: first.userName, password })
    const before = first.cookies.get('rollcall_session')
    const wrong = await first.post('/account/password', { current: 'another one', password: fresh })
    expect([wrong.status, wrong.text.includes('This is not your current password.')]).toEqual([422, true])
    const short = await first.post('/account/password', { current: password, password: 'short' })
    expect([short.status, short.text.includes('at least 12 characters')]).toEqual([422, true])
    expect((await first.post('/account/password', {})).text).toContain('Enter your current password.')
    const done = await first.send('/account/password', { current: password, password: fresh })
    expect([done.status, done.text.includes('Your password is changed')]).toEqual([200, true])
    expect(first.cookies.get('rollcall_session')).not.toBe(before)
    expect((await second.get('/account')).status).toBe(303)
    const attempt = (text: string) => visitor(assembly.url).post('/sign-in', { login: first.userName, password: text })
    expect([(await attempt(password)).status, (await attempt(fresh)).status]).toEqual([401, 303])
  })

  test('lets nobody guess the current password', async () => {
    const viewer = await staff(assembly, organizationId, 'viewer')
    const attempt = () => viewer.post('/account/password', { current: 'a guess', password: fresh })
    for (let turn = 0; turn < 5; turn++) expect((await attempt()).status).toBe(422)
    const held = await attempt()
    expect([held.status, Number(held.headers.get('retry-after')) > 0]).toEqual([429, true])
  })
})

describe('a choice between organizations', () => {
  test('is worth nothing once the password has changed', async () => {
    const other = await assembly.organization('Island')
    const here = await staff(assembly, organizationId, 'viewer', 'both@sea.example')
    await staff(assembly, other.connection.organizationId, 'viewer', 'both@sea.example').catch(() => undefined)
    const browser = visitor(assembly.url)
    const asked = await browser.post('/sign-in', { login: 'both@sea.example', password })
    const proof = /name="proof" value="([^"]+)"/.exec(asked.html)?.[1] ?? ''
    await assembly.store.write((tx) => tx.credentials.put(here.id, 'changed meanwhile'))
    expect((await browser.post('/sign-in/organization', { proof, account: here.id })).status).toBe(403)
    expect(browser.cookies.has('rollcall_session')).toBe(false)
  })
})

test('a secret is left for the next page only, and nothing but a page takes it', async () => {
  const browser = await owner(assembly, 'Harbor')
  const { id } = await staff(assembly, organizationId, 'viewer')
  await browser.post(`/people/${id}/invitation`)
  const left = browser.cookies.get('rollcall_flash')
  expect((await browser.post('/people/nobody/x')).status).toBe(404)
  await visitor(assembly.url).get('/')
  expect(browser.cookies.get('rollcall_flash')).toBe(left)
  expect((await browser.get('/account')).text).toContain('The invitation is made')
  expect(browser.cookies.has('rollcall_flash')).toBe(false)
  expect((await browser.get('/account')).text).not.toContain('The invitation is made')
})

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
    'Edge on Windows',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/18.0 Safari/605.1', 'Safari on Mac'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  [
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36',
    'Chrome on Android',
  ],
  ['Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1 CriOS/140.0 Mobile Safari/604.1', 'Chrome on iPad'],
  ['curl/8.5.0', 'curl'],
  ['something else', 'Unknown device'],
  [undefined, 'Unknown device'],
])('%s is %s', (userAgent, expected) => expect(deviceOf(userAgent)).toBe(expected))
