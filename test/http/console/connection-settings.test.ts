import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Connection } from '../../../src/directory/connection'
import { type ConnectionSettings, defaultSettings } from '../../../src/directory/settings'
import { operator } from '../../../src/directory/staff'
import { type Access, type Assembly, assemble, endAssemblies, user } from '../assembly'
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
const pathOf = (below: string) => `/connections/${harbor.connection.id}${below}`
const now = async (): Promise<Connection> => assembly.directory.readConnection(by(), harbor.connection.id)

/** The form as a browser would send it. */
function fields(settings: ConnectionSettings, changed: Record<string, string> = {}): Record<string, string> {
  const sent = Object.entries(settings).flatMap(([name, value]) =>
    value === false ? [] : [[name, value === true ? 'on' : String(value)] as const],
  )
  return { was: JSON.stringify(settings), ...Object.fromEntries(sent), ...changed }
}

describe('the settings of a connection', () => {
  test('are shown as they are, each with what it means', async () => {
    const { status, html, text } = await browser.get(pathOf('/settings'))
    expect(status).toBe(200)
    for (const name of Object.keys(defaultSettings)) expect(html).toContain(`name="${name}"`)
    for (const words of ['argon2id', 'Entra needs at least 25', 'nobody else is until an owner decides'])
      expect(text).toContain(words)
  })

  test('are saved, and hold from the next request on', async () => {
    const changed = { requestsPerSecond: '50', strict: 'on', existingPeople: 'adopt', provider: 'keycloak' }
    const { text } = await browser.send(pathOf('/settings'), fields((await now()).settings, changed))
    expect(text).toContain('The settings are saved')
    expect((await now()).settings).toEqual({
      ...defaultSettings,
      requestsPerSecond: 50,
      strict: true,
      existingPeople: 'adopt',
      provider: 'keycloak',
    })
    const [entry] = await assembly.store.audit.list({ organizationId: harbor.connection.organizationId, limit: 1 })
    expect(entry).toMatchObject({ action: 'connection.configured', actorName: 'owner@harbor.example' })
    expect(Object.keys(entry?.details ?? {}).toSorted()).toEqual([
      'existingPeople',
      'provider',
      'requestsPerSecond',
      'strict',
    ])
    await assembly.directory.configure(by(), harbor.connection.id, defaultSettings)
  })

  test('that two owners change at once are both changed', async () => {
    const form = fields((await now()).settings)
    await browser.post(pathOf('/settings'), { ...form, passwordSync: 'on' })
    await browser.post(pathOf('/settings'), { ...form, safeguardPercent: '30' })
    expect((await now()).settings).toEqual({ ...defaultSettings, passwordSync: true, safeguardPercent: 30 })
    await assembly.directory.configure(by(), harbor.connection.id, defaultSettings)
  })

  test.each([
    [{ requestsPerSecond: '-1' }, 'Enter a whole number from 0 to 100000'],
    [{ requestsPerSecond: 'many' }, 'Enter a whole number from 0 to 100000'],
    [{ requestsPerSecond: '' }, 'Enter a whole number from 0 to 100000'],
    [{ safeguardPercent: '101' }, 'Enter a whole number from 0 to 100'],
    [{ existingPeople: 'eat' }, 'Choose what happens to existing people'],
    [{ provider: '<script>' }, 'Choose an identity provider'],
  ])('are not saved with %j, and what was entered stays in the form', async (changed: Record<string, string>, said) => {
    const sent = fields((await now()).settings, { ...changed, strict: 'on' })
    const { status, text, html } = await browser.post(pathOf('/settings'), sent)
    expect([status, text.includes(said)]).toEqual([422, true])
    expect(html).toMatch(/name="strict"[^>]*checked/)
    expect((await now()).settings).toEqual(defaultSettings)
  })

  test.each(['nonsense', '[]', '{"strict":7}'])('are saved whole where the form was tampered with: %p', async (was) => {
    const { status } = await browser.post(pathOf('/settings'), fields(defaultSettings, { was, strict: 'on' }))
    expect([status, (await now()).settings]).toEqual([303, { ...defaultSettings, strict: true }])
    await assembly.directory.configure(by(), harbor.connection.id, defaultSettings)
  })

  test('let an admin change all but what reaches owners: password sync is switched on by an owner only', async () => {
    const admin = await staff(assembly, harbor.connection.organizationId, 'admin')
    const isLocked = async () => /name="passwordSync"[^>]*disabled/.test((await admin.get(pathOf('/settings'))).html)
    expect(await isLocked()).toBe(true)
    const refused = await admin.post(pathOf('/settings'), fields(defaultSettings, { passwordSync: 'on' }))
    expect([refused.status, refused.text.includes('passwords of owners')]).toEqual([403, true])
    expect((await now()).settings.passwordSync).toBe(false)
    await browser.post(pathOf('/settings'), fields(defaultSettings, { passwordSync: 'on' }))
    expect(await isLocked()).toBe(false)
    const on = { ...defaultSettings, passwordSync: true }
    expect((await admin.post(pathOf('/settings'), fields(on, { requestsPerSecond: '7' }))).status).toBe(303)
    expect((await now()).settings).toEqual({ ...on, requestsPerSecond: 7 })
    const wide = await admin.post(pathOf('/settings'), fields((await now()).settings, { existingPeople: 'adopt' }))
    expect([wide.status, wide.text.includes('owners are among them')]).toEqual([403, true])
    expect((await now()).settings.existingPeople).toBe('refuse')
    const { passwordSync: _, ...off } = fields((await now()).settings)
    expect((await admin.post(pathOf('/settings'), off)).status).toBe(303)
    expect((await now()).settings.passwordSync).toBe(false)
    await assembly.directory.configure(by(), harbor.connection.id, defaultSettings)
  })

  test('include its name, which no other connection has', async () => {
    const other = await assembly.directory.addConnection(by(), 'Entra')
    expect((await browser.send(pathOf('/name'), { name: ' Ōkta ' })).text).toContain('is called Ōkta now')
    for (const [name, status] of [
      ['ENTRA', 409],
      ['', 422],
      ['x'.repeat(201), 422],
    ] as const) {
      const refused = await browser.post(pathOf('/name'), { name })
      expect([name, refused.status]).toEqual([name, status])
    }
    expect((await now()).name).toBe('Ōkta')
    await assembly.directory.deleteConnection(by(), other.connection.id)
    expect((await browser.post(pathOf('/name'), { name: 'Entra' })).status).toBe(303)
  })
})

describe('attributes', () => {
  const definitions = async () =>
    (await assembly.directory.definitionsOf(harbor.connection.organizationId)).extensions.flatMap(({ schema }) =>
      schema.attributes.map((attribute) => ({ schema: schema.id, ...attribute })),
    )
  const usual = { type: 'string', returned: 'default', mutability: 'readWrite' }

  test('that a connection has sent are defined by a form that knows what they look like', async () => {
    const custom = 'urn:acme:1.0:User'
    const sent = { shoeSize: 41, [custom]: { desk: { floor: 2, room: '<u>x</u>' } }, 'odd name <b>': 'x' }
    for (const name of ['ann', 'bob']) await assembly.ask(harbor, 'POST /Users', user(`${name}@harbor.example`, sent))
    await assembly.store.flush()
    const page = await browser.get(pathOf('/attributes'))
    expect(page.text).toMatch(/shoeSize integer 2 just now just now Define/)
    expect(page.text).toContain('urn:acme:1.0:User:desk complex 2')
    expect(page.text).toContain('This is no name that an attribute can have.')
    expect(page.html).not.toContain('<b>')
    const form = await browser.get(pathOf(`/attributes/definition?sent=${encodeURIComponent(`${custom}:desk`)}`))
    expect(form.html).toContain(`value="${custom}"`)
    expect(form.html).toMatch(/<option[^>]*value="complex"[^>]*selected/)
    expect(form.html).toContain('floor: integer\nroom: string')
    const done = await browser.send(pathOf('/attributes/definition'), {
      ...usual,
      schema: custom,
      name: 'desk',
      type: 'complex',
      parts: 'floor : integer\r\n\r\nroom\r\n',
      description: '<i>Where they sit</i>',
    })
    expect(done.text).toContain('desk is defined')
    expect(done.text).not.toContain('urn:acme:1.0:User:desk complex 2')
    expect(done.text).toContain('complex (floor: integer, room: string)')
    const desk = { floor: 3, room: 'y' }
    const made = await assembly.ask(harbor, 'POST /Users', user('cy@harbor.example', { [custom]: { desk } }))
    expect(made.json[custom]).toEqual({ desk })
  })

  test('have all the traits that were ticked, and keep them in the form to change them', async () => {
    await browser.post(pathOf('/attributes/definition'), {
      ...usual,
      schema: 'urn:acme:2.0:User',
      name: 'badge',
      unique: 'on',
      required: 'on',
      caseExact: 'on',
      multiValued: 'on',
      returned: 'always',
      mutability: 'immutable',
      canonicalValues: 'red\r\n blue \r\n',
    })
    const badge = (await definitions()).find(({ name }) => name === 'badge')
    expect(badge).toMatchObject({
      schema: 'urn:acme:2.0:User',
      uniqueness: 'server',
      required: true,
      caseExact: true,
      multiValued: true,
      returned: 'always',
      mutability: 'immutable',
      canonicalValues: ['red', 'blue'],
    })
    const { html } = await browser.get(pathOf('/attributes/definition?schema=urn:acme:2.0:User&name=badge'))
    for (const name of ['unique', 'required', 'caseExact', 'multiValued'])
      expect(html).toMatch(new RegExp(`name="${name}"[^>]*checked|checked[^>]*name="${name}"`))
    expect(html).toContain('red\nblue')
  })

  test.each([
    [{ schema: 'acme', name: 'x' }, 422, 'The id of the schema must be a URN'],
    [{ schema: 'urn:ietf:params:scim:schemas:core:2.0:User', name: 'x' }, 409, 'is a schema of the RFCs'],
    [{ schema: 'urn:acme:3.0:User', name: '1 x' }, 422, 'name must be a letter and then'],
    [{ schema: 'urn:acme:3.0:User', name: '' }, 422, 'Enter a name'],
    [{ schema: 'urn:acme:3.0:User', name: 'x', type: 'complex' }, 422, 'x'],
    [{ schema: 'urn:acme:3.0:User', name: 'x', type: 'complex', parts: 'a: colour' }, 422, 'must be one of'],
    [{ schema: 'urn:acme:3.0:User', name: 'x', type: 'boolean', unique: 'on' }, 422, 'cannot be unique'],
    [{ schema: 'urn:acme:3.0:User', name: 'x', mutability: 'writeOnly', returned: 'always' }, 422, 'returned never'],
    [{ schema: 'urn:acme:3.0:User', name: 'x', type: 'number' }, 422, 'Choose a type'],
  ])('are not defined by %j', async (fields: Record<string, string>, status, said) => {
    const before = await definitions()
    const page = await browser.post(pathOf('/attributes/definition'), { ...usual, ...fields })
    expect([page.status, page.text.includes(said)]).toEqual([status, true])
    expect(page.html).toContain(`value="${fields.schema}"`)
    expect(await definitions()).toEqual(before)
  })

  test('are removed after a question, and what people have of them is kept', async () => {
    const schema = 'urn:acme:1.0:User'
    const question = await browser.get(pathOf(`/attributes/removal?schema=${schema}&name=desk`))
    expect(question.text).toContain('are kept, but shown to nobody')
    expect((await browser.send(pathOf('/attributes/removal'), { schema, name: 'desk' })).text).toContain('is removed')
    expect((await definitions()).some(({ name }) => name === 'desk')).toBe(false)
    for (const fields of [
      { schema, name: 'desk' },
      { schema: 'urn:x', name: 'y' },
    ])
      expect((await browser.post(pathOf('/attributes/removal'), fields)).status).toBe(404)
    expect((await browser.post(pathOf('/attributes/removal'), { schema })).status).toBe(422)
    expect((await browser.get(pathOf(`/attributes/removal?schema=${schema}&name=desk`))).status).toBe(404)
  })

  test('are shown in pages where there are many', async () => {
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`unknown${index}`, 'x']))
    await assembly.ask(harbor, 'POST /Users', user('dee@harbor.example', many))
    await assembly.store.flush()
    const first = await browser.get(pathOf('/attributes'))
    expect(first.html.length).toBeLessThan(100_000)
    const next = /href="([^"]*from=50[^"]*)"/.exec(first.html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const second = await browser.get(next)
    const named = (html: string) => [...html.matchAll(/unknown\d+(?=<)/g)].map(([name]) => name)
    expect(named(second.html).length).toBe(50)
    expect(named(second.html).filter((name) => named(first.html).includes(name))).toEqual([])
    for (const odd of ['from=-1', 'from=9999', 'from=x', 'sent=nothing', 'schema=x&name=y'])
      expect((await browser.get(pathOf(`/attributes?${odd}`))).status).toBe(200)
    expect((await browser.get(pathOf('/attributes/definition?sent=nothing&schema=x&name=y'))).status).toBe(200)
  })
})
