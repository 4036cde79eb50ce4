import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, urns, user } from './assembly'

let assembly: Assembly
let harbor: Access
const strangers: Record<string, Access> = {}
let ann: string
let crew: string

beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  strangers['another organization'] = await assembly.organization('Island')
  strangers['another connection of the organization'] = await assembly.connection(harbor.connection.organizationId)
  const attributes = {
    externalId: 'ext-ann',
    displayName: 'Ann of the Harbor',
    emails: [{ value: 'ann.private@harbor.example', primary: true }],
    [urns.enterprise]: { employeeNumber: '4711' },
  }
  ann = (await assembly.ask(harbor, 'POST /Users', user('ann@harbor.example', attributes))).json.id
  crew = (await assembly.ask(harbor, 'POST /Groups', { ...group('Crew', [ann]), externalId: 'ext-crew' })).json.id
})
afterAll(endAssemblies)

const about = (path: string, filter: string) => `GET ${path}?filter=${encodeURIComponent(filter)}`

describe.each(['another organization', 'another connection of the organization'])('%s', (name) => {
  const stranger = () => {
    const access = strangers[name]
    if (!access) throw new Error(name)
    return access
  }

  test('cannot read, change or delete a person or a group, and nothing is changed', async () => {
    for (const path of [`/Users/${ann}`, `/Groups/${crew}`]) {
      const before = (await assembly.ask(harbor, `GET ${path}`)).text
      const body = path.startsWith('/Users') ? user('stolen@island.example') : group('Stolen')
      for (const [method, sent] of [
        ['GET', undefined],
        ['PUT', body],
        ['PATCH', patch({ op: 'replace', path: 'displayName', value: 'Stolen' })],
        ['PATCH', patch()],
        ['DELETE', undefined],
      ] as const) {
        const { status, text } = await assembly.ask(stranger(), `${method} ${path}`, sent)
        expect([method, path, status]).toEqual([method, path, 404])
        expect(text).not.toContain('arbor')
        expect(text).not.toContain('Crew')
      }
      expect((await assembly.ask(harbor, `GET ${path}`)).text).toBe(before)
    }
  })

  test('finds nothing, by whatever it searches', async () => {
    for (const request of [
      'GET /Users',
      'GET /Groups',
      'GET /Users?sortBy=userName',
      'GET /Users?startIndex=1&count=1000',
      'GET /Users?cursor',
      about('/Users', `id eq "${ann}"`),
      about('/Users', 'userName eq "ann@harbor.example"'),
      about('/Users', 'externalId eq "ext-ann"'),
      about('/Users', 'displayName eq "Ann of the Harbor"'),
      about('/Users', 'emails.value eq "ann.private@harbor.example"'),
      about('/Users', 'emails[type pr or value co "private"]'),
      about('/Users', `${urns.enterprise}:employeeNumber eq "4711"`),
      about('/Users', `groups.value eq "${crew}"`),
      about('/Users', 'userName pr or not (userName pr)'),
      about('/Users', 'meta.lastModified gt "2000-01-01T00:00:00Z"'),
      about('/Groups', `id eq "${crew}"`),
      about('/Groups', 'displayName eq "Crew"'),
      about('/Groups', 'externalId eq "ext-crew"'),
      about('/Groups', `members.value eq "${ann}"`),
      about('/Groups', 'displayName sw "C" or externalId pr'),
    ]) {
      const { status, json } = await assembly.ask(stranger(), request)
      expect([request, status, json.Resources, json.totalResults ?? 0]).toEqual([request, 200, [], 0])
    }
  })

  test('cannot make a member of a person or a group that is not its own', async () => {
    const own = await assembly.ask(stranger(), 'POST /Groups', group(`Own of ${name}`))
    for (const value of [ann, crew]) {
      const add = patch({ op: 'add', path: 'members', value: [{ value }] })
      const refused = await assembly.ask(stranger(), `PATCH /Groups/${own.json.id}`, add)
      expect([refused.status, refused.json.scimType]).toEqual([400, 'invalidValue'])
      expect((await assembly.ask(stranger(), 'POST /Groups', group('Other', [value]))).status).toBe(400)
      expect((await assembly.ask(stranger(), `PUT /Groups/${own.json.id}`, group('Own', [value]))).status).toBe(400)
    }
    const after = await assembly.ask(stranger(), `GET /Groups/${own.json.id}`)
    expect([after.json.displayName, after.json.members]).toEqual([`Own of ${name}`, undefined])
    const { json } = await assembly.ask(harbor, `GET /Users/${ann}`)
    expect(json.groups).toHaveLength(1)
    await assembly.ask(stranger(), `DELETE /Groups/${own.json.id}`)
  })

  test('may have a group of the same name and externalId', async () => {
    const made = await assembly.ask(stranger(), 'POST /Groups', { ...group('Crew'), externalId: 'ext-crew' })
    expect(made.status).toBe(201)
    expect((await assembly.ask(stranger(), `DELETE /Groups/${made.json.id}`)).status).toBe(204)
    expect((await assembly.ask(harbor, `GET /Groups/${crew}`)).status).toBe(200)
  })

  test('cannot go on with a cursor that was not given to it', async () => {
    await assembly.ask(harbor, 'POST /Users', user(`second.${name.length}@harbor.example`))
    const { json } = await assembly.ask(harbor, 'GET /Users?cursor&count=1')
    expect(json.nextCursor).toBeString()
    const next = `GET /Users?count=1&cursor=${encodeURIComponent(json.nextCursor)}`
    expect((await assembly.ask(harbor, next)).json.Resources).toHaveLength(1)
    const refused = await assembly.ask(stranger(), next)
    expect([refused.status, refused.json.scimType]).toEqual([400, 'invalidCursor'])
  })
})

test('another organization may have a person of the same userName, address and externalId', async () => {
  const island = strangers['another organization']
  const body = user('ANN@harbor.example', { externalId: 'ext-ann', emails: [{ value: 'ann.private@harbor.example' }] })
  const made = await assembly.ask(island, 'POST /Users', body)
  expect(made.status).toBe(201)
  expect((await assembly.ask(harbor, about('/Users', 'userName eq "ann@harbor.example"'))).json.totalResults).toBe(1)
  expect((await assembly.ask(island, `DELETE /Users/${made.json.id}`)).status).toBe(204)
  expect((await assembly.ask(harbor, `GET /Users/${ann}`)).status).toBe(200)
})

test('the events of another organization name nothing of this one', async () => {
  const island = strangers['another organization']
  if (!island) throw new Error('no island')
  await assembly.ask(island, `GET /Users/${ann}`)
  const event = await assembly.lastEvent(island)
  expect([event.resourceId, event.resourceName]).toEqual([ann, undefined])
  const all = JSON.stringify(await assembly.events(island.connection))
  for (const name of ['Ann of the Harbor', 'second.', '4711']) expect(all).not.toContain(`${name}"`)
})

describe('two connections of one organization', () => {
  const ferry = () => strangers['another connection of the organization']

  test('share its userNames; who has one is not told but by the number of the person', async () => {
    for (const request of ['POST /Users', 'PUT', 'PATCH']) {
      const own = await assembly.ask(ferry(), 'POST /Users', user(`${request.length}@ferry.example`))
      const [path, body] =
        request === 'PATCH'
          ? [`PATCH /Users/${own.json.id}`, patch({ op: 'replace', path: 'userName', value: 'Ann@Harbor.example' })]
          : [request === 'PUT' ? `PUT /Users/${own.json.id}` : request, user('Ann@Harbor.example')]
      const { status, json, text } = await assembly.ask(ferry(), path, body)
      expect([path, status, json.scimType]).toEqual([path, 409, 'uniqueness'])
      for (const secret of ['private', 'Ann of', 'ext-ann', '4711', 'Crew']) expect(text).not.toContain(secret)
    }
  })

  test('do not share addresses or externalIds', async () => {
    const attributes = { externalId: 'ext-ann', emails: [{ value: 'ann.private@harbor.example', primary: true }] }
    expect((await assembly.ask(ferry(), 'POST /Users', user('ann.ferry@harbor.example', attributes))).status).toBe(201)
  })

  test('have events of their own', async () => {
    const before = (await assembly.events(harbor.connection)).length
    await assembly.ask(ferry(), 'GET /Users')
    expect((await assembly.events(harbor.connection)).length).toBe(before)
  })
})
