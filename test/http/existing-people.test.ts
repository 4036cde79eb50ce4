import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { type Assembly, assemble, endAssemblies, group, patch, urns, user } from './assembly'
import { staff } from './console/visitor'

let assembly: Assembly
let next = 0

beforeAll(async () => {
  assembly = await assemble()
})
afterAll(endAssemblies)

/** An organization with an owner and one other person, neither of whom a connection has made. */
async function organization(existingPeople: 'refuse' | 'adopt') {
  const name = `Harbor${++next}`
  const access = await assembly.organization(name)
  const { organizationId } = access.connection
  if (existingPeople === 'adopt')
    await assembly.directory.configure(operator(access.connection.organizationId), access.connection.id, {
      existingPeople,
    })
  const scope = { organizationId, connectionId: access.connection.id, includeUnowned: true }
  const listed = await assembly.store.users.list(scope, { offset: 0, limit: 10 })
  const emails = [{ value: 'Wendel@Harbor.example', type: 'work', primary: true }]
  const wendel = await assembly.person(
    organizationId,
    { userName: 'wendel', emails, title: 'Keeper', externalId: 'ext-W' },
    'viewer',
  )
  const owner = listed.items[0]?.id ?? ''
  const find = async (id: string) => assembly.store.users.find(scope, id)
  return { access, owner, ownerName: `owner@${name.toLowerCase()}.example`, wendel, find, organizationId }
}

const filtered = (filter: string) => `GET /Users?filter=${encodeURIComponent(filter)}`

describe('people a connection has not made, where it is to refuse them', () => {
  test('are neither listed nor found nor read', async () => {
    const { access, owner, ownerName, wendel } = await organization('refuse')
    for (const request of ['GET /Users', filtered('userName eq "wendel"'), filtered(`userName eq "${ownerName}"`)]) {
      expect((await assembly.ask(access, request)).json.totalResults).toBe(0)
    }
    for (const id of [owner, wendel]) {
      for (const method of ['GET', 'DELETE']) {
        expect((await assembly.ask(access, `${method} /Users/${id}`)).status).toBe(404)
      }
      expect((await assembly.ask(access, `PUT /Users/${id}`, user('x'))).status).toBe(404)
      const change = patch({ op: 'replace', path: 'active', value: false })
      expect((await assembly.ask(access, `PATCH /Users/${id}`, change)).status).toBe(404)
      expect((await assembly.ask(access, 'POST /Groups', group('Crew', [id]))).status).toBe(400)
    }
  })

  test.each([
    ['userName', user('WENDEL')],
    ['address', user('somebody.else', { emails: [{ value: 'wendel@harbor.example', type: 'work', primary: true }] })],
    [
      'first address',
      user('somebody.else', { emails: [{ value: 'WENDEL@harbor.example' }, { value: 'x@y.example' }] }),
    ],
  ])('are met by their %s, which is refused with a word on what can be done', async (_, body) => {
    const { access, wendel, find } = await organization('refuse')
    const before = await find(wendel)
    const { status, json } = await assembly.ask(access, 'POST /Users', body)
    expect([status, json.scimType]).toEqual([409, 'uniqueness'])
    expect(json.detail).toContain('wendel')
    expect(json.detail).toContain('adopt')
    const event = await assembly.lastEvent(access)
    expect([event.status, event.detail, event.resourceName]).toEqual([409, json.detail, body.userName])
    expect(await find(wendel)).toEqual(before)
  })

  test('are not met by an address that is not their primary one, or an externalId in other letters', async () => {
    const { access } = await organization('refuse')
    expect((await assembly.ask(access, 'POST /Users', user('another', { externalId: 'EXT-w' }))).status).toBe(201)
    const emails = [{ value: 'own@harbor.example', primary: true }, { value: 'wendel@harbor.example' }]
    expect((await assembly.ask(access, 'POST /Users', user('somebody.else', { emails }))).status).toBe(201)
  })

  test('keep their userName even from a PUT or a PATCH', async () => {
    const { access } = await organization('refuse')
    const { json } = await assembly.ask(access, 'POST /Users', user('own'))
    const rename = patch({ op: 'replace', path: 'userName', value: 'Wendel' })
    expect((await assembly.ask(access, `PATCH /Users/${json.id}`, rename)).status).toBe(409)
    expect((await assembly.ask(access, `PUT /Users/${json.id}`, user('WENDEL'))).status).toBe(409)
  })
})

describe('people a connection has not made, where it may adopt them', () => {
  test('are listed, found and read, which does not yet adopt them', async () => {
    const { access, owner, wendel, find } = await organization('adopt')
    const listed = await assembly.ask(access, 'GET /Users')
    expect(listed.json.Resources.map(({ id }: { id: string }) => id)).toEqual([owner, wendel])
    expect((await assembly.ask(access, filtered('userName eq "wendel"'))).json.totalResults).toBe(1)
    expect((await assembly.ask(access, filtered('emails.value eq "wendel@harbor.example"'))).json.totalResults).toBe(1)
    const { status, json } = await assembly.ask(access, `GET /Users/${wendel}`)
    expect([status, json.title, json.role]).toEqual([200, 'Keeper', undefined])
    expect(await find(wendel)).toMatchObject({ source: 'manual', role: 'viewer', version: 1 })
    expect((await find(wendel))?.connectionId).toBeUndefined()
  })

  test.each([
    ['a POST of the userName', 'POST /Users', user('Wendel', { title: 'Adopted' })],
    [
      'a POST of the address',
      'POST /Users',
      user('w2', { title: 'Adopted', emails: [{ value: 'wendel@HARBOR.example' }] }),
    ],
    ['a POST of the externalId', 'POST /Users', user('w3', { title: 'Adopted', externalId: 'ext-W' })],
    ['a PUT', 'PUT', user('wendel', { title: 'Adopted' })],
    ['a PATCH', 'PATCH', patch({ op: 'replace', path: 'title', value: 'Adopted' })],
  ])('are adopted by %s, with the same id and their role', async (_, request, body) => {
    const { access, wendel, find } = await organization('adopt')
    const whole = request === 'POST /Users' ? request : `${request} /Users/${wendel}`
    const { status, json } = await assembly.ask(access, whole, body)
    expect([status, json.id, json.title]).toEqual([request === 'POST /Users' ? 201 : 200, wendel, 'Adopted'])
    expect(await find(wendel)).toMatchObject({
      source: 'scim',
      role: 'viewer',
      connectionId: access.connection.id,
      version: 2,
    })
    const [change] = await assembly.store.changes.listOf(access.connection.organizationId, wendel)
    expect(change).toMatchObject({ action: 'adopted', actor: { kind: 'connection', id: access.connection.id } })
    expect((await assembly.ask(access, `GET /Users/${wendel}`)).text).toBe(JSON.stringify(json))
  })

  test('are adopted even by a write that says what is stored already', async () => {
    const { access, wendel, find } = await organization('adopt')
    const same = patch({ op: 'replace', path: 'title', value: 'Keeper' })
    expect((await assembly.ask(access, `PATCH /Users/${wendel}`, same)).status).toBe(200)
    expect((await find(wendel))?.connectionId).toBe(access.connection.id)
  })

  test('are signed out when they are deactivated by what adopts them', async () => {
    const { access, organizationId } = await organization('adopt')
    for (const request of ['POST', 'PATCH'] as const) {
      const viewer = await staff(assembly, organizationId, 'viewer')
      expect((await viewer.get('/')).status).toBe(200)
      const asked =
        request === 'POST'
          ? ['POST /Users', user(viewer.userName, { active: false })]
          : [`PATCH /Users/${viewer.id}`, patch({ op: 'replace', value: { active: false } })]
      expect((await assembly.ask(access, String(asked[0]), asked[1])).json).toMatchObject({ active: false })
      expect((await viewer.get('/')).location).toStartWith('/sign-in')
      const sessions = await assembly.directory.sessionsOf(viewer.id)
      expect([request, sessions]).toEqual([request, []])
    }
  })

  test('once adopted are nobody else’s', async () => {
    const { access, wendel, organizationId } = await organization('adopt')
    const ferry = await assembly.connection(organizationId, { existingPeople: 'adopt' })
    await assembly.ask(access, 'POST /Users', user('wendel'))
    expect((await assembly.ask(ferry, `GET /Users/${wendel}`)).status).toBe(404)
    const { status, json } = await assembly.ask(ferry, 'POST /Users', user('wendel'))
    expect([status, json.scimType]).toEqual([409, 'uniqueness'])
    const again = await assembly.ask(access, 'POST /Users', user('wendel'))
    expect([again.status, again.json.scimType]).toEqual([409, 'uniqueness'])
  })

  test('may be members, and a POST that adopts them answers with their groups', async () => {
    const { access, wendel } = await organization('adopt')
    const crew = await assembly.ask(access, 'POST /Groups', group('Crew', [wendel]))
    expect(crew.status).toBe(201)
    const { json } = await assembly.ask(access, 'POST /Users', user('wendel'))
    expect(json.groups).toMatchObject([{ value: crew.json.id, display: 'Crew' }])
    expect((await assembly.ask(access, `GET /Users/${wendel}`)).json).toEqual(json)
  })
})

describe('the last active owner', () => {
  const ways: readonly [string, (id: string, name: string) => readonly [string, unknown]][] = [
    ['PATCH', (id) => [`PATCH /Users/${id}`, patch({ op: 'replace', path: 'active', value: false })]],
    ['PATCH without a path', (id) => [`PATCH /Users/${id}`, patch({ op: 'Replace', value: { active: 'False' } })]],
    ['PUT', (id, name) => [`PUT /Users/${id}`, user(name, { active: false })]],
    ['DELETE', (id) => [`DELETE /Users/${id}`, undefined]],
    ['a POST that adopts', (_, name) => ['POST /Users', user(name, { active: false })]],
  ]

  test.each(ways)('cannot be deactivated or deleted by %s', async (_, way) => {
    const { access, owner, ownerName, find } = await organization('adopt')
    const before = await find(owner)
    const [request, body] = way(owner, ownerName)
    const { status, json } = await assembly.ask(access, request, body)
    expect([status, json.status, json.schemas]).toEqual([403, '403', [urns.error]])
    expect(json.detail).toContain('last active owner')
    expect(await find(owner)).toEqual(before)
    const event = await assembly.lastEvent(access)
    expect([event.status, event.detail]).toEqual([403, json.detail])
  })

  test('may be adopted and changed otherwise, and is the last one all the same', async () => {
    const { access, owner, ownerName, find } = await organization('adopt')
    expect((await assembly.ask(access, 'POST /Users', user(ownerName, { title: 'Boss' }))).status).toBe(201)
    expect(await find(owner)).toMatchObject({ role: 'owner', active: true, connectionId: access.connection.id })
    expect((await assembly.ask(access, `DELETE /Users/${owner}`)).status).toBe(403)
    const both = patch({ op: 'replace', path: 'title', value: 'x' }, { op: 'replace', path: 'active', value: false })
    expect((await assembly.ask(access, `PATCH /Users/${owner}`, both)).status).toBe(403)
    expect((await assembly.ask(access, `GET /Users/${owner}`)).json.title).toBe('Boss')
  })

  test('may go once there is another; then the other is the last', async () => {
    const { access, owner, organizationId } = await organization('adopt')
    const second = await assembly.person(organizationId, { userName: 'second' }, 'owner')
    const off = patch({ op: 'replace', path: 'active', value: false })
    expect((await assembly.ask(access, `PATCH /Users/${owner}`, off)).status).toBe(200)
    expect((await assembly.ask(access, `PATCH /Users/${second}`, off)).status).toBe(403)
    expect((await assembly.ask(access, `DELETE /Users/${second}`)).status).toBe(403)
    const on = patch({ op: 'replace', path: 'active', value: true })
    expect((await assembly.ask(access, `PATCH /Users/${owner}`, on)).status).toBe(200)
    expect((await assembly.ask(access, `DELETE /Users/${second}`)).status).toBe(204)
    expect((await assembly.ask(access, `DELETE /Users/${owner}`)).status).toBe(403)
  })

  test('gets back the role they had when reactivated', async () => {
    const { access, owner, organizationId, find } = await organization('adopt')
    await assembly.person(organizationId, { userName: 'second' }, 'owner')
    for (const active of [false, true]) {
      const change = patch({ op: 'replace', path: 'active', value: active })
      expect((await assembly.ask(access, `PATCH /Users/${owner}`, change)).status).toBe(200)
      expect(await find(owner)).toMatchObject({ role: 'owner', active })
    }
  })
})

describe('a person who is deleted', () => {
  test('is gone from everywhere at once, and leaves the userName free', async () => {
    const { access } = await organization('refuse')
    const ann = (await assembly.ask(access, 'POST /Users', user('Ann', { externalId: 'a1' }))).json.id
    const crew = (await assembly.ask(access, 'POST /Groups', group('Crew', [ann]))).json
    expect((await assembly.ask(access, `DELETE /Users/${ann}`)).status).toBe(204)
    for (const [request, body] of [
      [`GET /Users/${ann}`],
      [`PUT /Users/${ann}`, user('ann')],
      [`PATCH /Users/${ann}`, patch()],
      [`DELETE /Users/${ann}`],
    ] as const) {
      expect([request, (await assembly.ask(access, request, body)).status]).toEqual([request, 404])
    }
    for (const filter of [
      'userName eq "ann"',
      'externalId eq "a1"',
      `id eq "${ann}"`,
      `groups.value eq "${crew.id}"`,
    ]) {
      expect((await assembly.ask(access, filtered(filter))).json.totalResults).toBe(0)
    }
    const left = (await assembly.ask(access, `GET /Groups/${crew.id}`)).json
    expect([left.members, left.meta.version]).toEqual([undefined, 'W/"2"'])
    const add = patch({ op: 'add', path: 'members', value: [{ value: ann }] })
    expect((await assembly.ask(access, `PATCH /Groups/${crew.id}`, add)).status).toBe(400)
    const anew = await assembly.ask(access, 'POST /Users', user('ann', { externalId: 'a1' }))
    expect([anew.status, anew.json.id === ann]).toEqual([201, false])
  })

  test('may be deleted again under the same name, and again', async () => {
    const { access } = await organization('refuse')
    for (let round = 0; round < 3; round++) {
      const { status, json } = await assembly.ask(access, 'POST /Users', user('phoenix'))
      expect(status).toBe(201)
      expect((await assembly.ask(access, `DELETE /Users/${json.id}`)).status).toBe(204)
    }
  })
})
