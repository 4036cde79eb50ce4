import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { operator } from '../../../src/directory/staff'
import { type Access, type Assembly, assemble, endAssemblies, group, user } from '../assembly'
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

const by = () => operator(harbor.connection.organizationId)
const made = (name: string = Bun.randomUUIDv7()): Promise<Access> => assembly.directory.addConnection(by(), name)
const pathOf = ({ connection }: Access, below = '') => `/connections/${connection.id}${below}`
const statusWith = async (access: Access, token = access.token) =>
  (await assembly.ask({ ...access, token }, 'GET /Users')).status
const tokensOf = ({ connection }: Access) => assembly.directory.tokensOf(by(), connection.id)
const tokenIn = (html: string) => /rc_scim_[\w-]{43}/.exec(html)?.[0] ?? ''

describe('the list', () => {
  test('says of each connection its provider, its state, what it has, and when it was last heard of', async () => {
    const { organizationId } = (await assembly.organization('Island')).connection
    const island = operator(organizationId)
    const okta = await assembly.directory.addConnection(island, 'Okta <b>one</b>', { provider: 'okta' })
    const paused = await assembly.directory.addConnection(island, 'Resting')
    const failing = await assembly.directory.addConnection(island, 'Broken')
    const sue = (await assembly.ask(okta, 'POST /Users', user('sue@island.example'))).json.id
    await assembly.ask(okta, 'POST /Groups', group('Crew', [sue]))
    await assembly.directory.pauseConnection(island, paused.connection.id)
    await assembly.ask({ ...failing, token: 'wrong' }, `GET /scim/v2/connections/${failing.connection.id}/Users`)
    await assembly.store.flush()
    const { status, html, text } = await (await owner(assembly, 'Island')).get('/connections')
    expect(status).toBe(200)
    expect(html).not.toContain('<b>one')
    const rows = text.slice(text.indexOf('Identity provider')).replaceAll(/ \d seconds? ago/g, ' just now')
    expect(rows).toContain('Identity provider Other Waiting for the first request 0 0 never')
    expect(rows).toContain('Okta <b>one</b> Okta Live 1 1 just now')
    expect(rows).toContain('Resting Other Paused 0 0 never')
    expect(rows).toContain('Broken Other Failing 0 0 just now')
  })

  test('leads to the first connection where there is none', async () => {
    const pier = await assembly.organization('Pier')
    await assembly.directory.deleteConnection(operator(pier.connection.organizationId), pier.connection.id)
    const { html } = await (await owner(assembly, 'Pier')).get('/connections')
    expect(html).toContain('href="/connections/new"')
    const viewer = await staff(assembly, pier.connection.organizationId, 'viewer')
    expect((await viewer.get('/connections')).html).not.toContain('href="/connections/new"')
  })
})

describe('a new connection', () => {
  test('gets a name and a token, and leads to its guide with the token shown once', async () => {
    const { location } = await browser.post('/connections', { provider: 'entra', name: ' شركة ' })
    const [, id = ''] = /^\/connections\/([\w-]+)\/setup$/.exec(location ?? '') ?? []
    const connection = await assembly.directory.findConnection(id)
    expect(connection).toMatchObject({ name: 'شركة', settings: { provider: 'entra' } })
    const guide = await browser.get(`/connections/${id}/setup`)
    const token = tokenIn(guide.html)
    if (!connection) throw new Error('no connection')
    expect(await statusWith({ connection, token })).toBe(200)
    expect(tokenIn((await browser.get(`/connections/${id}/setup`)).html)).toBe('')
    expect(tokenIn((await browser.get(`/connections/${id}`)).html)).toBe('')
  })

  test('is called after its provider where nothing else is said, unless that name is taken', async () => {
    expect((await browser.post('/connections', { provider: 'ping' })).status).toBe(303)
    const again = await browser.post('/connections', { provider: 'ping', name: '' })
    expect(again.status).toBe(409)
    expect(again.text).toContain('has a connection called Ping Identity already')
    expect(again.html).toContain('value="Ping Identity"')
  })

  test.each([
    [{}, 'Choose your identity provider.'],
    [{ provider: 'nobody', name: 'x' }, 'Choose your identity provider.'],
    [{ provider: 'okta', name: 'x'.repeat(201) }, 'Give the connection a name of 1 to 200 characters.'],
  ])('is refused for %j', async (fields: Record<string, string>, said) => {
    const before = await assembly.directory.connectionsOf(harbor.connection.organizationId)
    const { status, text } = await browser.post('/connections', fields)
    expect([status, text.includes(said)]).toEqual([422, true])
    expect(await assembly.directory.connectionsOf(harbor.connection.organizationId)).toEqual(before)
  })
})

describe('the tokens of a connection', () => {
  test('are listed with when and where they were used', async () => {
    const access = await made()
    const fresh = await browser.get(pathOf(access))
    expect(fresh.text).toContain('first Good just now never')
    await statusWith(access)
    await assembly.store.flush()
    expect((await browser.get(pathOf(access))).text).toMatch(/first Good just now just now from 127\.0\.0\.1/)
  })

  test('are changed without an interruption: one is added, and the old one revoked', async () => {
    const access = await made()
    const page = await browser.send(pathOf(access, '/tokens/new'), { name: '<i>next</i>', expires: '2099-12-31' })
    const token = tokenIn(page.html)
    expect(page.html).not.toContain('<i>next')
    const [next, first] = await tokensOf(access)
    expect(next).toMatchObject({ name: '<i>next</i>', expires: Date.UTC(2100, 0, 1) })
    expect([await statusWith(access), await statusWith(access, token)]).toEqual([200, 200])
    const question = await browser.get(pathOf(access, `/tokens/${first?.id}/revocation`))
    expect(question.text).toContain('Another token stays good')
    const { text } = await browser.send(pathOf(access, `/tokens/${first?.id}/revocation`))
    expect(text).toContain('The token first has ended.')
    expect([await statusWith(access), await statusWith(access, token)]).toEqual([401, 200])
    const again = await browser.post(pathOf(access, `/tokens/${first?.id}/revocation`))
    expect([again.status, again.text.includes('revoked already')]).toEqual([409, true])
    expect((await browser.get(pathOf(access, `/tokens/${first?.id}/revocation`))).status).toBe(404)
  })

  test.each([
    [{}, 422, 'Give the token a name'],
    [{ name: 'x', expires: 'tomorrow' }, 422, 'Enter a day such as'],
    [{ name: 'x', expires: '2030-19-45' }, 422, 'no such day'],
    [{ name: 'x', expires: '2020-01-01' }, 422, 'choose a later day'],
    [{ name: 'y'.repeat(300) }, 422, 'Give the token a name'],
  ])('are not added by %j', async (fields: Record<string, string>, status, said) => {
    const before = await tokensOf(harbor)
    const page = await browser.post(pathOf(harbor, '/tokens/new'), fields)
    expect([page.status, page.text.includes(said)]).toEqual([status, true])
    if (fields.name) expect(page.html).toContain(`value="${fields.name}"`)
    expect(await tokensOf(harbor)).toEqual(before)
  })

  test('are regenerated after a question that says what breaks, and for how many', async () => {
    const access = await assembly.directory.addConnection(by(), 'For Okta', { provider: 'okta' })
    await assembly.ask(access, 'POST /Users', user(`ann-${Bun.randomUUIDv7()}@harbor.example`))
    const question = await browser.get(pathOf(access, '/tokens/regeneration'))
    expect(question.text).toContain('This token ends at once: first .')
    expect(question.text).toContain('every request of Okta is refused with 401')
    expect(question.text).toContain('1 person and 0 groups depend on it')
    expect(await statusWith(access)).toBe(200)
    const page = await browser.send(pathOf(access, '/tokens/regeneration'))
    expect([await statusWith(access), await statusWith(access, tokenIn(page.html))]).toEqual([401, 200])
  })
})

describe('a connection', () => {
  test('is paused and resumed by a button', async () => {
    const access = await made()
    expect((await browser.send(pathOf(access, '/pause'))).text).toContain('This connection is paused')
    expect(await statusWith(access)).toBe(503)
    expect((await browser.send(pathOf(access, '/resume'))).text).not.toContain('This connection is paused')
    expect(await statusWith(access)).toBe(200)
  })

  test('shows where it is reached, and by whom', async () => {
    const { html, text } = await browser.get(pathOf(harbor))
    expect(html).toContain(`value="${assembly.url}/scim/v2/connections/${harbor.connection.id}"`)
    expect(text).toContain('Waiting for the first request')
  })

  test('is deleted only by whoever types its name', async () => {
    const access = await made('Old  <hr> provider')
    const question = await browser.get(pathOf(access, '/deletion'))
    expect(question.text).toContain('0 people and 0 groups stay')
    for (const name of ['', 'old', 'OLD <hr> PROVIDER']) {
      const refused = await browser.post(pathOf(access, '/deletion'), { name })
      expect([refused.status, refused.text.includes('This is not its name')]).toEqual([422, true])
    }
    expect(await statusWith(access)).toBe(200)
    const list = await browser.send(pathOf(access, '/deletion'), { name: ' Old <hr> provider' })
    expect(list.text).toContain('is deleted')
    expect(await statusWith(access)).toBe(401)
    expect((await browser.get(pathOf(access))).status).toBe(404)
    expect((await browser.post(pathOf(access, '/deletion'), { name: 'Old <hr> provider' })).status).toBe(404)
  })
})

describe('roles', () => {
  const routes = [
    ['get', '', 'viewer'],
    ['get', '/settings', 'viewer'],
    ['get', '/attributes', 'viewer'],
    ['post', '/pause', 'admin'],
    ['post', '/resume', 'admin'],
    ['post', '/settings', 'admin'],
    ['post', '/name', 'admin'],
    ['get', '/attributes/definition', 'admin'],
    ['post', '/attributes/definition', 'admin'],
    ['post', '/attributes/removal', 'admin'],
    ['get', '/tokens/new', 'owner'],
    ['post', '/tokens/new', 'owner'],
    ['get', '/tokens/regeneration', 'owner'],
    ['post', '/tokens/regeneration', 'owner'],
    ['get', '/tokens/TOKEN/revocation', 'owner'],
    ['post', '/tokens/TOKEN/revocation', 'owner'],
    ['get', '/deletion', 'owner'],
    ['post', '/deletion', 'owner'],
  ] as const

  test.each(['viewer', 'admin'] as const)('keep a %s from what is above them', async (role) => {
    const someone = await staff(assembly, harbor.connection.organizationId, role)
    const access = await made()
    const [token] = await tokensOf(access)
    for (const [method, below, least] of routes) {
      const path = pathOf(access, below.replace('TOKEN', token?.id ?? ''))
      const { status } = await someone[method](path)
      const allowed = role === least || least === 'viewer'
      expect([method, below, status === 403]).toEqual([method, below, !allowed])
    }
    expect((await someone.post('/connections', { provider: 'okta', name: 'Mine' })).status).toBe(403)
    expect(await statusWith(access)).toBe(200)
    expect((await tokensOf(access)).length).toBe(1)
  })

  test('show nobody a button that would refuse them', async () => {
    const viewer = await staff(assembly, harbor.connection.organizationId, 'viewer')
    const pages = [pathOf(harbor), pathOf(harbor, '/settings'), pathOf(harbor, '/attributes')]
    for (const path of pages) {
      const { html } = await viewer.get(path)
      const main = html.slice(html.indexOf('<main'))
      expect(main).not.toContain('<button class="button primary"')
      expect(main).not.toMatch(/\/(?:tokens|deletion|pause|resume|attributes\/)/)
    }
  })

  test('are those of the organization: a stranger’s owner finds nothing', async () => {
    await assembly.organization('Ferry')
    const stranger = await owner(assembly, 'Ferry')
    const access = await made()
    const [token] = await tokensOf(access)
    for (const [method, below] of routes) {
      const path = pathOf(access, below.replace('TOKEN', token?.id ?? ''))
      expect([method, below, (await stranger[method](path, undefined)).status]).toEqual([method, below, 404])
    }
    const foreign = pathOf(harbor, `/tokens/${token?.id}/revocation`)
    expect([(await browser.get(foreign)).status, (await browser.post(foreign)).status]).toEqual([404, 404])
    expect(await statusWith(access)).toBe(200)
  })
})
