import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { crew, deactivating, each } from '../../safeguard/crew'
import type { Access } from '../assembly'
import { type Assembly, assemble, endAssemblies, patch } from '../assembly'
import { owner, staff } from './visitor'

let assembly: Assembly
beforeAll(async () => {
  assembly = await assemble()
})
afterAll(endAssemblies)

let made = 0

/** A connection on hold: ten of twelve people have left. */
async function held(name = `Held${++made}`) {
  const access = await assembly.organization(name)
  const ids = await crew(assembly, access.connection, 12, 1000)
  await each(assembly, access, ids.slice(0, 11), deactivating)
  const { id, organizationId } = access.connection
  const retry = async () => (await assembly.ask(access, ...deactivating(String(ids[11])))).status
  return { name, access, ids, retry, organizationId, path: `/connections/${id}`, owner: await owner(assembly, name) }
}

describe('a connection on hold', () => {
  test('is told on every page to owners, who decide, and to admins, who cannot', async () => {
    const { owner, path, organizationId } = await held()
    const admin = await staff(assembly, organizationId, 'admin')
    const viewer = await staff(assembly, organizationId, 'viewer')
    for (const page of ['/', '/connections', path, '/account']) {
      const shown = await owner.get(page)
      expect(shown.text).toContain('wants to deactivate unusually many people')
      expect(shown.html).toContain(`action="${path}/hold/waiver"`)
      expect(shown.html).toContain(`action="${path}/hold/confirmation"`)
      const told = await admin.get(page)
      expect(told.text).toContain('until an owner decides')
      expect(told.html).not.toContain('/hold/')
      expect((await viewer.get(page)).text).not.toContain('wants to deactivate')
    }
    const seen = await viewer.get(path)
    expect(seen.text).toContain('Nobody is deactivated or deleted')
    expect(seen.text).toContain('Only an owner can decide')
    expect(seen.html).not.toContain('/hold/')
  })

  test('goes on with one click, and what was refused is taken when it comes again', async () => {
    const { owner, path, retry } = await held()
    expect(await retry()).toBe(503)
    const done = await owner.send(`${path}/hold/waiver`)
    expect([done.status, done.text.includes('The connection goes on')]).toEqual([200, true])
    expect(done.text).not.toContain('wants to deactivate')
    expect(done.text).toContain('The safeguard looks again')
    expect(await retry()).toBe(200)
  })

  test('is kept with one click: the banner goes, the page of the connection still tells', async () => {
    const { owner, path, retry } = await held()
    expect((await owner.send(`${path}/hold/confirmation`)).text).toContain('The hold stays')
    expect((await owner.get('/')).text).not.toContain('wants to deactivate')
    const shown = await owner.get(path)
    expect(shown.text).toContain('Nobody is deactivated or deleted')
    expect(shown.text).toContain('to keep the hold')
    expect(shown.html).not.toContain('hold/confirmation')
    expect(await retry()).toBe(503)
    await owner.send(`${path}/hold/waiver`)
    expect(await retry()).toBe(200)
  })

  test('that is decided already is not decided again', async () => {
    const { owner, path } = await held()
    await owner.send(`${path}/hold/waiver`)
    for (const action of ['waiver', 'confirmation']) {
      const again = await owner.send(`${path}/hold/${action}`)
      expect([again.status, again.text.includes('is not on hold any more')]).toEqual([200, true])
    }
  })

  test('is decided neither by lower roles nor from another organization, nor by a form from elsewhere', async () => {
    const { owner, path, retry, organizationId } = await held()
    const stranger = (await held()).owner
    for (const action of ['waiver', 'confirmation']) {
      for (const role of ['admin', 'viewer'] as const) {
        const somebody = await staff(assembly, organizationId, role)
        expect((await somebody.post(`${path}/hold/${action}`)).status).toBe(403)
      }
      expect((await stranger.post(`${path}/hold/${action}`)).status).toBe(404)
      const elsewhere = await owner.post(`${path}/hold/${action}`, {}, { origin: 'https://evil.example' })
      expect(elsewhere.status).toBe(403)
    }
    expect(await retry()).toBe(503)
    expect((await owner.get('/')).text).toContain('wants to deactivate')
  })

  test('may have any name', async () => {
    const { owner, path, access } = await held()
    const name = '<script>alert(1)</script> اتصال'
    const { connection } = access
    await assembly.store.write((tx) => tx.connections.update({ ...connection, name, state: { held: Date.now() } }))
    const { html } = await owner.get('/')
    expect(html).not.toContain('<script>alert')
    expect(html).toContain('&lt;script>alert(1)')
    expect((await owner.get(path)).status).toBe(200)
  })
})

describe('the page of a connection', () => {
  async function watched(people: number) {
    const name = `Watched${++made}`
    const access = await assembly.organization(name)
    const ids = await crew(assembly, access.connection, people, 1000)
    return { access, ids, browser: await owner(assembly, name), path: `/connections/${access.connection.id}` }
  }
  const read = (access: Access, ids: readonly string[]) =>
    each(assembly, access, ids, (id) => [`GET /Users/${id}`] as const)

  test('says how near the safeguard is, and that it is off', async () => {
    const { access, ids, browser, path } = await watched(100)
    await each(assembly, access, ids.slice(0, 3), deactivating)
    expect((await browser.get(path)).text).toContain('In the last hour 3 of 100 active people left; up to 20 may.')
    await assembly.directory.configure(
      { organizationId: access.connection.organizationId, role: 'owner', actor: { kind: 'command' } },
      access.connection.id,
      { safeguardPercent: 0 },
    )
    expect((await browser.get(path)).text).toContain('It is off')
  })

  test('says that nothing was asked yet', async () => {
    const { browser, path } = await watched(0)
    const { text } = await browser.get(path)
    expect(text).toContain('Last request Never')
    expect(text).toContain('There was no full cycle yet')
  })

  test('tells the last request, the last failure and the share of errors', async () => {
    const { access, browser, path } = await watched(1)
    await read(access, ['nobody'])
    await assembly.store.flush()
    for (let times = 0; times < 3; times++) await assembly.ask(access, 'GET /Users')
    await assembly.store.flush()
    const { text, html } = await browser.get(path)
    expect(text).toMatch(/Errors in 24 hours 25 % \( *1 of 4 requests *\)/)
    expect(text).toMatch(/Last failure .*GET *, answered 404 *: *There is no user with the id nobody/)
    expect(html).toContain('3 succeeded, 1 failed')
  })

  test('names the people whom the last full cycle did not touch', async () => {
    const { access, ids, browser, path } = await watched(6)
    await read(access, ids.slice(0, 3))
    await assembly.ask(access, `PATCH /Users/${ids[3]}`, patch({ op: 'replace', path: 'title', value: 'Analyst' }))
    await assembly.store.flush()
    const { text, html } = await browser.get(path)
    expect(text).toContain('These 2 people were not touched by the last full cycle')
    expect(ids.filter((id) => html.includes(`href="/people/${id}"`))).toEqual(ids.slice(4))
  })

  test('says how many more there are than it names', async () => {
    const { access, ids, browser, path } = await watched(60)
    await read(access, ids.slice(0, 30))
    await assembly.store.flush()
    expect((await browser.get(path)).text).toMatch(/These 30 people were not touched .* and 10 more/)
  })
})
