import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { operator } from '../../src/directory/staff'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, urns, user } from '../http/assembly'
import { root } from '../support/repository'

const badge = 'urn:example:schemas:Badge'
const searchUrn = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'
const bulkUrn = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'

let assembly: Assembly
let lenient: Access
let strict: Access
let next = 0

beforeAll(async () => {
  assembly = await assemble()
  lenient = await assembly.organization('Harbor')
  const { organizationId } = lenient.connection
  await assembly.directory.define(operator(organizationId), {
    id: badge,
    attributes: [{ name: 'level', type: 'integer' }],
  })
  strict = await assembly.connection(organizationId, { strict: true })
})
afterAll(endAssemblies)

const name = () => `n${++next}`

/** A person and a group with that person in it, of one of the two. */
async function furnished(access: Access) {
  const ann = await assembly.ask(access, 'POST /Users', {
    ...user(name(), { displayName: 'Ann', active: true, emails: [{ value: 'ann@harbor.example', type: 'work' }] }),
    schemas: [urns.user, urns.enterprise],
    [urns.enterprise]: { department: 'Deck', manager: { value: 'boss' } },
  })
  const crew = await assembly.ask(access, 'POST /Groups', group(name(), [ann.json.id]))
  if (crew.status !== 201) throw new Error(ann.text + crew.text)
  return { user: `/Users/${ann.json.id}`, group: `/Groups/${crew.json.id}`, id: ann.json.id as string }
}

type Furniture = Awaited<ReturnType<typeof furnished>>
type Asked = readonly [request: string, body?: unknown]

const filtered = (filter: string): Asked => [`GET /Users?filter=${encodeURIComponent(filter)}`]
const edit =
  (...operations: readonly object[]) =>
  ({ user: path }: Furniture): Asked => [`PATCH ${path}`, patch(...operations)]
const made = (attributes: object) => (): Asked => ['POST /Users', user(name(), attributes)]

/** What bears the name of a quirk, and how it is refused. */
const quirks: readonly [quirk: string, scimType: string, asked: (there: Furniture) => Asked][] = [
  ['booleanFromText', 'invalidValue', made({ active: 'True' })],
  ['booleanFromText', 'invalidValue', edit({ op: 'replace', path: 'active', value: 'False' })],
  ['booleanFromText', 'invalidValue', made({ emails: [{ value: 'a@b', primary: 'true' }] })],
  ['numberFromText', 'invalidValue', made({ [badge]: { level: '3' } })],
  ['numberFromText', 'invalidValue', edit({ op: 'add', path: `${badge}:level`, value: '3' })],
  ['numberFromText', 'invalidFilter', () => filtered(`${badge}:level eq "3"`)],
  ['textFromScalar', 'invalidValue', made({ title: 7 })],
  ['textFromScalar', 'invalidValue', edit({ op: 'replace', path: 'title', value: true })],
  ['textFromScalar', 'invalidFilter', () => filtered('title eq 7')],
  ['textFromScalar', 'invalidFilter', () => filtered('emails[type eq 7]')],
  ['textFromScalar', 'invalidFilter', edit({ op: 'remove', path: 'emails[type eq 7]' })],
  ['singleFromArray', 'invalidValue', made({ displayName: ['Ann'] })],
  ['singleFromArray', 'invalidValue', edit({ op: 'replace', path: 'displayName', value: ['Ann'] })],
  ['arrayFromSingle', 'invalidValue', made({ emails: { value: 'a@b' } })],
  ['arrayFromSingle', 'invalidValue', edit({ op: 'add', path: 'emails', value: { value: 'a@b' } })],
  ['complexFromText', 'invalidValue', made({ emails: ['a@b'] })],
  ['complexFromText', 'invalidValue', edit({ op: 'add', path: `${urns.enterprise}:manager`, value: '271' })],
  ['onePrimary', 'invalidValue', made({ emails: ['a@b', 'c@d'].map((value) => ({ value, primary: true })) })],
  ['operationName', 'invalidSyntax', edit({ op: 'Replace', path: 'title', value: 'x' })],
  ['missingSchemas', 'invalidSyntax', () => ['POST /Users', { userName: name() }]],
  ['missingSchemas', 'invalidSyntax', ({ user: path }) => [`PUT ${path}`, { userName: name() }]],
  [
    'missingSchemas',
    'invalidSyntax',
    ({ user: path }) => [`PATCH ${path}`, { Operations: [{ op: 'add', path: 'title', value: 'x' }] }],
  ],
  ['missingSchemas', 'invalidSyntax', () => ['POST /Users', { schemas: [urns.group], userName: name() }]],
  ['missingSchemas', 'invalidSyntax', () => ['POST /Users/.search', { filter: 'userName pr' }]],
  ['missingSchemas', 'invalidSyntax', () => ['POST /.search', { schemas: [urns.user] }]],
  ['missingSchemas', 'invalidSyntax', () => ['POST /Bulk', { Operations: [] }]],
  ['missingSchemas', 'invalidSyntax', () => ['POST /Bulk', { schemas: [bulkUrn.slice(0, -1)], Operations: [] }]],
  ['emptyOperations', 'invalidSyntax', edit()],
  ['pathless', 'invalidSyntax', edit({ op: 'replace', value: { title: 'x' } })],
  ['pathless', 'invalidSyntax', edit({ op: 'add', path: '', value: { title: 'x' } })],
  [
    'listedRemoval',
    'invalidSyntax',
    ({ group: path, id }) => [`PATCH ${path}`, patch({ op: 'remove', path: 'members', value: [{ value: id }] })],
  ],
  [
    'repeatedName',
    'invalidValue',
    ({ group: path, id }) => [
      `PATCH ${path}`,
      patch({ op: 'add', path: 'members', value: { members: [{ value: id }] } }),
    ],
  ],
  ['quotedBoolean', 'invalidFilter', () => filtered('active eq "True"')],
  ['quotedBoolean', 'invalidFilter', edit({ op: 'remove', path: 'emails[primary eq "True"]' })],
  ['bareWord', 'invalidFilter', () => filtered('userName eq bjensen')],
  ['bareComplex', 'invalidFilter', () => filtered(`${urns.enterprise}:manager eq "boss"`)],
  ['comparisonBehindValuePath', 'invalidFilter', () => filtered('emails[type eq "work"].value eq "a@b"')],
  ['bareExtensionAttribute', 'invalidPath', edit({ op: 'replace', path: 'department', value: 'Galley' })],
  ['bareExtensionAttribute', 'invalidSyntax', made({ department: 'Galley' })],
  ['bareExtensionAttribute', 'invalidFilter', () => filtered('department eq "Galley"')],
  ['bareExtensionAttribute', 'invalidValue', () => ['GET /Users?sortBy=department']],
  ['dotBehindUrn', 'invalidPath', edit({ op: 'replace', path: `${urns.enterprise}.department`, value: 'Galley' })],
  ['dotBehindUrn', 'invalidFilter', () => filtered(`${urns.enterprise}.department pr`)],
  ['dottedKey', 'invalidSyntax', made({ 'name.givenName': 'Ann' })],
  [
    'nestedCoreSchema',
    'invalidSyntax',
    () => ['POST /Users', { schemas: [urns.user], [urns.user]: { userName: name() } }],
  ],
]

test('each quirk that a strict connection refuses is tried', () => {
  const source = readFileSync(join(root, 'src/scim/leniency.ts'), 'utf8')
  const table = source.slice(source.indexOf('const refusals'))
  const names = [...table.matchAll(/^ {2}(\w+): \[/gm)].map(([, quirk]) => quirk ?? '')
  expect(names.length).toBeGreaterThan(15)
  expect([...new Set(quirks.map(([quirk]) => quirk))].sort()).toEqual(names.sort())
})

describe('what departs from the RFC', () => {
  test.each(quirks)(
    'as %s does is refused with %s where a connection is strict, and else understood',
    async (quirk, scimType, asked) => {
      const there = await furnished(strict)
      const before = [await read(strict, there.user), await read(strict, there.group)]
      const count = await total(strict)
      const [request, body] = asked(there)
      const refused = await assembly.ask(strict, request, body)
      expect([request, refused.status, refused.json.schemas, refused.json.scimType]).toEqual([
        request,
        400,
        [urns.error],
        scimType,
      ])
      const event = await assembly.lastEvent(strict)
      expect([event.status, event.scimType, event.detail]).toEqual([400, scimType, refused.json.detail])
      expect([await read(strict, there.user), await read(strict, there.group), await total(strict)]).toEqual([
        ...before,
        count,
      ])
      const [same, sent] = asked(await furnished(lenient))
      const understood = await assembly.ask(lenient, same, sent)
      expect([same, understood.status < 300, understood.text]).toEqual([same, true, expect.any(String)])
      expect((await assembly.lastEvent(lenient)).tolerated).toContain(quirk)
    },
  )

  const read = async (access: Access, path: string) => (await assembly.ask(access, `GET ${path}`)).text
  const total = async (access: Access) => (await assembly.ask(access, 'GET /Users?count=0')).json.totalResults
})

test('a bulk operation that makes something without a bulkId is refused by itself where a connection is strict', async () => {
  const operations = () => [
    { method: 'POST', path: '/Users', data: user(name()) },
    { method: 'POST', path: '/Users', bulkId: 'a', data: user(name()) },
  ]
  const ask = async (access: Access) => {
    const { json } = await assembly.ask(access, 'POST /Bulk', { schemas: [bulkUrn], Operations: operations() })
    return json.Operations.map(({ status, response }: { status: string; response?: { scimType?: string } }) => [
      status,
      response?.scimType,
    ])
  }
  expect(await ask(strict)).toEqual([
    ['400', 'invalidValue'],
    ['201', undefined],
  ])
  expect(await ask(lenient)).toEqual([
    ['201', undefined],
    ['201', undefined],
  ])
})

describe('what no schema has', () => {
  test.each<[string, (there: Furniture) => Asked]>([
    ['an attribute in a POST', made({ shoeSize: 43 })],
    ['one that is null', made({ shoeSize: null })],
    ['a part of an attribute', made({ name: { givenName: 'Ann', shoeSize: 43 } })],
    ['a part of a value', made({ emails: [{ value: 'a@b', shoeSize: 43 }] })],
    ['an attribute in a PUT', ({ user: path }) => [`PUT ${path}`, user(name(), { shoeSize: 43 })]],
    ['an attribute of a group', ({ group: path }) => [`PUT ${path}`, { ...group(name()), shoeSize: 43 }]],
    ['a path', edit({ op: 'replace', path: 'shoeSize', value: 43 })],
    ['a part in a path', edit({ op: 'add', path: 'name.shoeSize', value: 43 })],
    ['a part behind brackets', edit({ op: 'add', path: 'emails[type eq "work"].shoeSize', value: 43 })],
    ['a path to remove', edit({ op: 'remove', path: 'shoeSize' })],
    ['an extension', made({ 'urn:nobody:has:this': { a: 1 } })],
    ['an attribute of an extension', made({ [urns.enterprise]: { shoeSize: 43 } })],
    ['a URN in schemas', () => ['POST /Users', { ...user(name()), schemas: [urns.user, 'urn:nobody:has:this'] }]],
    ['the prototype’s constructor', made({ constructor: { a: 1 } })],
  ])('%s is refused where a connection is strict, and else ignored', async (_, asked) => {
    const there = await furnished(strict)
    const [request, body] = asked(there)
    const before = await assembly.ask(strict, `GET ${there.user}`)
    const { status, json } = await assembly.ask(strict, request, body)
    expect([request, status, json.scimType]).toEqual([request, 400, 'invalidSyntax'])
    expect((await assembly.ask(strict, `GET ${there.user}`)).text).toBe(before.text)
    const [same, sent] = asked(await furnished(lenient))
    expect((await assembly.ask(lenient, same, sent)).status).toBeLessThan(300)
  })

  test('is refused alike in a filter and an order, strict or not', async () => {
    for (const access of [strict, lenient]) {
      const { status, json } = await assembly.ask(access, ...filtered('shoeSize eq 43'))
      expect([status, json.scimType]).toEqual([400, 'invalidFilter'])
      expect((await assembly.ask(access, 'GET /Users?sortBy=shoeSize')).json.scimType).toBe('invalidValue')
    }
  })

  test('may be asked for and left out even where a connection is strict', async () => {
    const there = await furnished(strict)
    for (const query of ['attributes=shoeSize', 'excludedAttributes=shoeSize,title']) {
      expect((await assembly.ask(strict, `GET ${there.user}?${query}`)).status).toBe(200)
    }
  })
})

describe('what the RFC has passes a strict connection unharmed', () => {
  let there: Furniture
  beforeEach(async () => {
    there = await furnished(strict)
  })
  const ask = (request: string, body?: unknown) => assembly.ask(strict, request, body)
  const untroubled = async () => {
    const event = await assembly.lastEvent(strict)
    expect([event.tolerated, event.ignored]).toEqual([undefined, undefined])
  }

  test('a whole user, created, read, replaced by what was read, and deleted', async () => {
    const body = {
      schemas: [urns.user, urns.enterprise],
      userName: name(),
      externalId: 'x1',
      name: { formatted: 'Ms. Babs Jensen', familyName: 'Jensen', givenName: 'Babs' },
      displayName: 'Babs',
      nickName: 'B',
      profileUrl: 'https://login.example.com/babs',
      title: 'Guide',
      userType: 'Employee',
      preferredLanguage: 'en-US',
      locale: 'en-US',
      timezone: 'America/Los_Angeles',
      active: true,
      password: 't1meMa$heen',
      emails: [
        { value: 'babs@example.com', type: 'work', primary: true },
        { value: 'babs@home.example', type: 'home', primary: false },
      ],
      addresses: [{ type: 'work', streetAddress: '1 Way', country: 'USA', primary: true }],
      phoneNumbers: [{ value: 'tel:+1-555', type: 'work' }],
      x509Certificates: [{ value: 'MIIDQzCCAqygAwIBAgICEAAwDQYJKoZIhvcNAQEF' }],
      [urns.enterprise]: { employeeNumber: '701984', manager: { value: '26118915', $ref: '../Users/26118915' } },
      [badge]: { level: 3 },
    }
    const created = await ask('POST /Users', body)
    expect(created.status).toBe(201)
    await untroubled()
    const path = `/Users/${created.json.id}`
    await ask('POST /Groups', group(name(), [created.json.id]))
    const read = await ask(`GET ${path}`)
    expect(read.json.groups).toHaveLength(1)
    const again = await ask(`PUT ${path}`, read.json)
    expect([again.status, again.json]).toEqual([200, read.json])
    await untroubled()
    expect((await ask(`DELETE ${path}`)).status).toBe(204)
  })

  test('names in other letters, null, and empty arrays', async () => {
    const body = { SCHEMAS: [urns.user.toUpperCase()], USERNAME: name(), Title: null, emails: [], name: null }
    expect((await ask('POST /Users', body)).status).toBe(201)
  })

  test.each<[object, object]>([
    [{ op: 'add', path: 'title', value: 'Cook' }, { title: 'Cook' }],
    [{ op: 'replace', path: 'active', value: false }, { active: false }],
    [{ op: 'add', path: 'name.givenName', value: 'Ann' }, { name: { givenName: 'Ann' } }],
    [{ op: 'add', path: 'name', value: { familyName: 'Arm' } }, { name: { familyName: 'Arm' } }],
    [{ op: 'add', path: 'emails', value: [{ value: 'x@y', primary: true }] }, { emails: [{}, { value: 'x@y' }] }],
    [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'w@y' }, { emails: [{ value: 'w@y' }] }],
    [{ op: 'replace', path: 'emails[type eq "work"]', value: { value: 'w@y' } }, { emails: [{ value: 'w@y' }] }],
    [{ op: 'replace', path: `${urns.user}:nickName`, value: 'Nick' }, { nickName: 'Nick' }],
    [
      { op: 'add', path: `${urns.enterprise}:costCenter`, value: '4130' },
      { [urns.enterprise]: { costCenter: '4130' } },
    ],
    [
      { op: 'replace', path: `${urns.enterprise}:manager`, value: { value: 'other' } },
      { [urns.enterprise]: { manager: { value: 'other' } } },
    ],
    [
      { op: 'replace', path: `${urns.enterprise}:manager.value`, value: 'other' },
      { [urns.enterprise]: { manager: { value: 'other' } } },
    ],
    [{ op: 'add', path: `${badge}:level`, value: 4 }, { [badge]: { level: 4 } }],
    [{ op: 'replace', path: 'password', value: 'n3w Pa$$word' }, {}],
  ])('the PATCH operation %j', async (operation, expected) => {
    const { status, json } = await ask(`PATCH ${there.user}`, patch(operation))
    expect([status, json]).toMatchObject([200, expected] as never)
    await untroubled()
  })

  test.each([
    ['displayName', 'displayName'],
    ['emails', 'emails'],
    ['emails[type eq "work"]', 'emails'],
    [`${urns.enterprise}:manager`, `${urns.enterprise}.manager`],
    [urns.enterprise, urns.enterprise],
  ])('the removal of %s', async (path, gone) => {
    const { status, json } = await ask(`PATCH ${there.user}`, patch({ op: 'remove', path }))
    expect([status, json]).toEqual([200, expect.not.objectContaining({ [gone]: expect.anything() })])
    await untroubled()
  })

  test('members that come, go by a filter, are replaced and go altogether', async () => {
    const { id } = (await ask('POST /Users', user(name()))).json
    const count = async (operation: object) => {
      const { status, json } = await ask(`PATCH ${there.group}`, patch(operation))
      expect(status).toBe(200)
      await untroubled()
      return json.members?.length ?? 0
    }
    expect(await count({ op: 'add', path: 'members', value: [{ value: id, display: 'Bob' }] })).toBe(2)
    expect(await count({ op: 'remove', path: `members[value eq "${there.id}"]` })).toBe(1)
    expect(await count({ op: 'replace', path: 'members', value: [{ value: there.id }, { value: id }] })).toBe(2)
    expect(await count({ op: 'remove', path: 'members' })).toBe(0)
    expect((await ask(`PUT ${there.group}`, group(name(), [id]))).json.members).toHaveLength(1)
  })

  test('a replacement that selects nothing is 400 noTarget, as the RFC says, and creates nothing', async () => {
    const operation = { op: 'replace', path: 'emails[type eq "home"].value', value: 'h@y' }
    const { status, json } = await ask(`PATCH ${there.user}`, patch(operation))
    expect([status, json.scimType]).toEqual([400, 'noTarget'])
    expect((await ask(`GET ${there.user}`)).json.emails).toHaveLength(1)
  })

  test.each([
    'userName eq "n1"',
    'USERNAME EQ "N1"',
    'name.familyName co "O\'Malley"',
    `${urns.user}:userName sw "J"`,
    'title pr and userType eq "Employee"',
    'meta.lastModified ge "2011-05-13T04:42:34Z"',
    `schemas eq "${urns.enterprise}"`,
    'userType ne "Employee" and not (emails.value co "example.com" or emails.value co "example.org")',
    'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
    'active eq true and not (active eq false)',
    `${badge}:level gt 2 or ${badge}:level eq -1.5`,
    `${urns.enterprise}:manager.value eq "boss"`,
    'externalId eq null',
    'groups.value pr',
  ])('the filter %s', async (filter) => {
    expect((await ask(...filtered(filter))).status).toBe(200)
    await untroubled()
    expect((await ask('POST /Users/.search', { schemas: [searchUrn], filter })).status).toBe(200)
  })

  test('the filter of the RFC that compares emails', async () => {
    const filter = 'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")'
    expect((await ask(...filtered(filter))).status).toBe(200)
  })

  test('lists, orders, pages, projections, discovery and bulk requests', async () => {
    for (const request of [
      'GET /Users',
      'GET /Groups?excludedAttributes=members',
      'GET /Users?sortBy=name.familyName&sortOrder=descending&startIndex=2&count=1',
      'GET /Users?cursor&count=1',
      `GET /Users?attributes=userName,${urns.enterprise}:department`,
      'GET /',
      'GET /ServiceProviderConfig',
      'GET /Schemas',
      'GET /ResourceTypes/User',
    ]) {
      expect([request, (await ask(request)).status]).toEqual([request, 200])
      await untroubled()
    }
    const Operations = [{ method: 'POST', path: '/Users', bulkId: 'a', data: user(name(), { active: true }) }]
    const { json } = await ask('POST /Bulk', {
      schemas: [bulkUrn],
      Operations,
    })
    expect(json.Operations[0].status).toBe('201')
  })
})

test('what cannot be misunderstood is borne with even by a strict connection', async () => {
  const there = await furnished(strict)
  const cleared = await assembly.ask(
    strict,
    `PATCH ${there.user}`,
    patch({ op: 'replace', path: 'displayName', value: '' }),
  )
  expect([cleared.status, cleared.json.displayName]).toEqual([200, undefined])
  expect((await assembly.lastEvent(strict)).tolerated).toEqual(['emptyText'])
  expect((await assembly.ask(strict, 'GET /Users?StartIndex=1&COUNT=1')).status).toBe(200)
  expect((await assembly.lastEvent(strict)).tolerated).toEqual(['parameterCase'])
  const bare = { authorization: strict.token }
  expect((await assembly.ask(strict, 'GET /Users?count=1', undefined, bare)).status).toBe(200)
  expect((await assembly.lastEvent(strict)).tolerated).toEqual(['bareToken'])
})

test('being strict can be set and unset, and holds for the next request', async () => {
  const access = await assembly.connection(lenient.connection.organizationId)
  const ask = async () => (await assembly.ask(access, 'POST /Users', user(name(), { active: 'true' }))).status
  expect(await ask()).toBe(201)
  await assembly.directory.configure(operator(access.connection.organizationId), access.connection.id, { strict: true })
  expect(await ask()).toBe(400)
  await assembly.directory.configure(operator(access.connection.organizationId), access.connection.id, {
    strict: false,
  })
  expect(await ask()).toBe(201)
})
