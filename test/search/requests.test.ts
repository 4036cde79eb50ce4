import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Access, type Assembly, assemble, endAssemblies, group, urns, user } from '../http/assembly'
import { create, expectRefusal, page, query, searchUrn } from './searching'

let assembly: Assembly
let harbor: Access
let users: readonly string[] = []
let groups: readonly string[] = []

beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  users = await create(assembly, harbor, '/Users', [
    user('ann', { displayName: 'Delta', title: 'Cook', name: { familyName: 'Arm' } }),
    user('bob', { displayName: 'alpha', active: false, externalId: 'x-bob' }),
    user('cid', { emails: [{ value: 'cid@harbor.example' }] }),
  ])
  groups = await create(assembly, harbor, '/Groups', [
    { ...group('Crew', users.slice(0, 2)), externalId: 'x-crew' },
    group('bravo'),
  ])
})
afterAll(endAssemblies)

const search = (path: string, body: object) =>
  page(assembly, harbor, path, {}, { schemas: [searchUrn], ...body }).then(({ ids }) => ids)
const called = (ids: readonly string[]) =>
  ids.map((id) => ['ann', 'bob', 'cid', 'Crew', 'bravo'][[...users, ...groups].indexOf(id)]).join(' ')

describe('POST to .search', () => {
  test('answers as a GET of the same search does', async () => {
    for (const path of ['/Users', '/Groups', '']) {
      for (const asked of [
        {},
        { filter: 'displayName pr' },
        { filter: 'displayName pr', sortBy: 'displayName', sortOrder: 'descending' },
        { startIndex: 2, count: 1 },
        { count: 0 },
        { filter: 'meta.created gt "2000-01-01T00:00:00Z"', sortBy: 'id', count: 2 },
      ]) {
        const posted = await assembly.ask(harbor, `POST ${path}/.search`, { schemas: [searchUrn], ...asked })
        const got = await assembly.ask(harbor, `GET ${path}${query(asked)}`)
        expect([path, asked, posted.status, posted.json]).toEqual([path, asked, 200, got.json])
        expect(posted.headers.get('content-type')).toBe('application/scim+json')
      }
    }
  })

  test('is a ListResponse with all that one has', async () => {
    const { json } = await page(assembly, harbor, '/.search', {}, { schemas: [searchUrn], startIndex: 4, count: 5 })
    expect([json.schemas, json.totalResults, json.startIndex, json.itemsPerPage]).toEqual([[urns.list], 5, 4, 2])
    expect(json.Resources.map(({ meta }: { meta: { resourceType: string } }) => meta.resourceType)).toEqual([
      'Group',
      'Group',
    ])
    for (const { meta, id } of json.Resources) {
      expect(meta.location).toBe(`${assembly.url}/scim/v2/Groups/${id}`)
      expect((await assembly.ask(harbor, `GET ${meta.location.slice(assembly.url.length)}`)).json.id).toBe(id)
    }
  })

  test('takes names in any case, null for what is not said, no schemas, and members nobody knows', async () => {
    for (const body of [
      { FILTER: 'userName eq "ann"' },
      { Filter: 'userName eq "ann"', STARTINDEX: 1, Count: 10 },
      { filter: 'userName eq "ann"', sortBy: null, startIndex: null, count: null, cursor: null, attributes: null },
      { filter: 'userName eq "ann"', schemas: null },
      { filter: 'userName eq "ann"', schemas: ['urn:something:else'], flavour: 'vanilla' },
      { filter: ' userName  eq  "ann" ', sortBy: '', sortOrder: '' },
    ]) {
      expect([body, called(await search('/Users/.search', body))]).toEqual([body, 'ann'])
    }
  })

  test('ignores what the URL asks for beside it', async () => {
    const { ids } = await page(assembly, harbor, '/Users/.search', { filter: 'userName eq "bob"', count: 1 }, {})
    expect(called(ids)).toBe('ann bob cid')
  })

  test('honours attributes and excludedAttributes, given as arrays', async () => {
    const keys = async (path: string, body: object) => {
      const { json } = await page(assembly, harbor, path, {}, body)
      return json.Resources.map((each: object) => Object.keys(each).sort().join(' '))
    }
    const found = { filter: 'userName eq "ann"' }
    for (const attributes of [['userName'], ['USERNAME', ' '], [`${urns.user}:userName`], ['userName', 'unknown']]) {
      expect([attributes, await keys('/Users/.search', { ...found, attributes })]).toEqual([
        attributes,
        ['id schemas userName'],
      ])
    }
    expect(await keys('/Users/.search', { ...found, attributes: ['name.familyName', 'title'] })).toEqual([
      'id name schemas title',
    ])
    expect(await keys('/Users/.search', { ...found, attributes: [] })).toEqual([
      'active displayName groups id meta name schemas title userName',
    ])
    expect(
      await keys('/Users/.search', { ...found, excludedAttributes: ['meta', 'groups', 'name', 'id', 'schemas'] }),
    ).toEqual(['active displayName id schemas title userName'])
    expect(await keys('/.search', { attributes: ['displayName', 'userName'], startIndex: 3 })).toEqual([
      'id schemas userName',
      'displayName id schemas',
      'displayName id schemas',
    ])
    expect(await keys('/Groups/.search', { excludedAttributes: ['members', 'meta'] })).toEqual([
      'displayName externalId id schemas',
      'displayName id schemas',
    ])
  })

  test.each<[unknown, string]>([
    [[], 'invalidSyntax'],
    ['text', 'invalidSyntax'],
    [7, 'invalidSyntax'],
    ['{"filter":', 'invalidSyntax'],
    ['', 'invalidSyntax'],
    [{ filter: 7 }, 'invalidValue'],
    [{ filter: ['userName pr'] }, 'invalidValue'],
    [{ count: '10' }, 'invalidValue'],
    [{ count: 1.5 }, 'invalidValue'],
    [{ startIndex: {} }, 'invalidValue'],
    [{ startIndex: 1e20 }, 'invalidValue'],
    [{ count: -1e300 }, 'invalidValue'],
    [{ startIndex: true }, 'invalidValue'],
    [{ attributes: 'userName' }, 'invalidValue'],
    [{ attributes: [1] }, 'invalidValue'],
    [{ excludedAttributes: { a: 1 } }, 'invalidValue'],
    [{ sortBy: ['id'] }, 'invalidValue'],
    [{ sortBy: 'id', sortOrder: 'sideways' }, 'invalidValue'],
    [{ sortBy: 'id', sortOrder: 1 }, 'invalidValue'],
    [{ sortBy: 'shoeSize' }, 'invalidValue'],
    [{ cursor: 7 }, 'invalidCursor'],
    [{ cursor: [''] }, 'invalidCursor'],
    [{ cursor: 'made up' }, 'invalidCursor'],
    [{ filter: 'userName' }, 'invalidFilter'],
    [{ filter: 'shoeSize eq 43' }, 'invalidFilter'],
  ])('refuses the body %j', async (body, scimType) => {
    for (const path of ['/Users/.search', '/Groups/.search', '/.search']) {
      await expectRefusal(assembly, harbor, `POST ${path}`, 400, scimType, body)
      const event = await assembly.lastEvent(harbor)
      expect([event.path, event.status]).toEqual([`/scim/v2${path}`, 400])
    }
  })

  test('is no place for another method, nor is anything below it', async () => {
    for (const path of ['/Users/.search', '/Groups/.search']) {
      expect([(await assembly.ask(harbor, `GET ${path}`)).status, path]).toEqual([404, path])
      expect([(await assembly.ask(harbor, `POST ${path}/x`, {})).status, path]).toEqual([404, path])
    }
    expect((await assembly.ask(harbor, 'GET /.search')).status).toBe(405)
    expect((await assembly.ask(harbor, 'POST /Schemas/.search', {})).status).toBe(405)
    expect((await assembly.ask(harbor, 'POST /Ships/.search', {})).status).toBe(404)
  })

  test('leaves an event with the body that was sent', async () => {
    await search('/Users/.search', { filter: 'userName eq "ann"' })
    const event = await assembly.lastEvent(harbor)
    expect(event).toMatchObject({
      method: 'POST',
      path: '/scim/v2/Users/.search',
      status: 200,
      resourceType: 'User',
      resourceId: users[0],
      resourceName: 'ann',
      requestBody: JSON.stringify({ schemas: [searchUrn], filter: 'userName eq "ann"' }),
    })
    await search('/.search', {})
    expect((await assembly.lastEvent(harbor)).resourceType).toBeUndefined()
  })
})

describe('a search over all types', () => {
  test.each([
    ['displayName pr', 'ann bob Crew bravo'],
    ['displayName sw "b"', 'bravo'],
    ['displayName gt "b"', 'ann Crew bravo'],
    ['externalId pr', 'bob Crew'],
    ['id pr', 'ann bob cid Crew bravo'],
    ['meta.resourceType eq "Group"', 'Crew bravo'],
    ['meta.resourceType eq "User" and active eq true', 'ann cid'],
    ['userName pr', 'ann bob cid'],
    ['not (userName pr)', 'Crew bravo'],
    ['userName ne "ann"', 'bob cid Crew bravo'],
    ['userName eq "ann" or displayName eq "bravo"', 'ann bravo'],
    ['userName eq "ann" and displayName eq "bravo"', ''],
    ['userName sw "a" or members pr', 'ann Crew'],
    ['members pr', 'Crew'],
    ['not (members pr)', 'ann bob cid bravo'],
    ['emails[value ew ".example"]', 'cid'],
    ['not (emails[value ew ".example"])', 'ann bob Crew bravo'],
    [`${urns.group}:displayName eq "crew"`, 'Crew'],
    [`${urns.user}:displayName pr`, 'ann bob'],
    [`not (${urns.user}:displayName pr)`, 'cid Crew bravo'],
    ['title eq null', 'bob cid Crew bravo'],
    ['title ne null', 'ann'],
    ['schemas eq "urn:ietf:params:scim:schemas:core:2.0:Group"', 'Crew bravo'],
    ['active eq false', 'bob'],
    ['active ne true', 'bob Crew bravo'],
    ['manager eq null', 'ann bob cid Crew bravo'],
  ])('%s finds %s', async (filter, expected) => {
    for (const found of [
      await search('/.search', { filter }),
      (await page(assembly, harbor, '', { filter })).ids,
      (await page(assembly, harbor, '/', { filter, cursor: '' })).ids,
    ]) {
      expect(called(found)).toBe(expected)
    }
  })

  test.each([
    ['shoeSize pr', 400, 'invalidFilter'],
    ['userName pr or shoeSize pr', 400, 'invalidFilter'],
    ['userName eq "ann" and not (shoeSize eq 43)', 400, 'invalidFilter'],
    ['urn:nobody:has:this:userName pr', 400, 'invalidFilter'],
    ['members.shoeSize pr', 400, 'invalidFilter'],
    ['emails[shoeSize eq 1]', 400, 'invalidFilter'],
    ['userName gt', 400, 'invalidFilter'],
    ['active gt true', 400, 'invalidFilter'],
    ['password pr', 403, 'sensitive'],
    ['displayName pr or password sw "a"', 403, 'sensitive'],
  ])('%s is refused', async (filter, status, scimType) => {
    await expectRefusal(assembly, harbor, `GET /${query({ filter })}`, status, scimType)
    await expectRefusal(assembly, harbor, 'POST /.search', status, scimType, { filter })
  })

  test('is sorted over both types at once', async () => {
    const sorted = async (sortBy: string, sortOrder: string) =>
      called(await search('/.search', { sortBy, sortOrder, filter: 'displayName pr' }))
    expect(await sorted('displayName', 'ascending')).toBe('bob bravo Crew ann')
    expect(await sorted('displayName', 'descending')).toBe('ann Crew bravo bob')
    expect(await sorted('DISPLAYNAME', 'Ascending')).toBe('bob bravo Crew ann')
    expect(await sorted('meta.resourceType', 'ascending')).toBe('Crew bravo ann bob')
    expect(await sorted('id', 'descending')).toBe('bravo Crew bob ann')
  })

  test('sorts by what only one type has, the others coming last, or first where it is descending', async () => {
    for (const [sortBy, sortOrder, expected] of [
      ['userName', 'ascending', 'ann bob cid Crew bravo'],
      ['userName', 'descending', 'Crew bravo cid bob ann'],
      ['title', 'ascending', 'ann bob cid Crew bravo'],
      ['title', 'descending', 'bob cid Crew bravo ann'],
      ['members', 'ascending', 'Crew ann bob cid bravo'],
      ['active', 'ascending', 'bob ann cid Crew bravo'],
    ]) {
      expect([sortBy, sortOrder, called(await search('/.search', { sortBy, sortOrder }))]).toEqual([
        sortBy,
        sortOrder,
        expected,
      ])
    }
  })

  test('cannot be sorted by what no type has', async () => {
    for (const sortBy of ['shoeSize', 'password', 'name', 'urn:nobody:has:this:userName']) {
      await expectRefusal(assembly, harbor, 'POST /.search', 400, 'invalidValue', { sortBy })
      await expectRefusal(assembly, harbor, `GET /${query({ sortBy })}`, 400, 'invalidValue')
    }
  })

  test('is paged by index across the border of the types, sorted or not', async () => {
    for (const sorted of [{}, { sortBy: 'displayName' }, { sortBy: 'userName', sortOrder: 'descending' }]) {
      const whole = await page(assembly, harbor, '', sorted)
      expect([whole.ids.length, whole.json.totalResults]).toEqual([5, 5])
      for (let startIndex = 1; startIndex <= 7; startIndex++) {
        for (let count = 0; count <= 6; count++) {
          const { ids, json } = await page(assembly, harbor, '', { ...sorted, startIndex, count })
          expect(ids).toEqual(whole.ids.slice(startIndex - 1, startIndex - 1 + count))
          expect([json.totalResults, json.startIndex, json.itemsPerPage]).toEqual([5, startIndex, ids.length])
        }
      }
    }
  })

  test('is paged by cursor across the border of the types as well', async () => {
    const whole = (await page(assembly, harbor, '', {})).ids
    for (const count of [1, 2, 3, 4, 5]) {
      const found: string[] = []
      let cursor: string | undefined = ''
      while (cursor !== undefined) {
        const { ids, next }: { ids: readonly string[]; next?: string } = await page(
          assembly,
          harbor,
          '/.search',
          {},
          { cursor, count },
        )
        found.push(...ids)
        cursor = next
      }
      expect(found).toEqual([...whole])
    }
  })
})

describe('GET on the root', () => {
  test('lists all types, with and without a slash at its end', async () => {
    for (const path of ['/scim/v2', '/scim/v2/', `/scim/v2/connections/${harbor.connection.id}`, '/api/connect/v1/']) {
      const { json } = await page(assembly, harbor, path, {})
      expect([path, json.totalResults]).toEqual([path, 5])
    }
  })

  test('shows nothing of another connection', async () => {
    const ferry = await assembly.connection(harbor.connection.organizationId)
    for (const parameters of [{}, { cursor: '' }, { sortBy: 'displayName' }, { filter: 'displayName pr' }]) {
      const { json } = await page(assembly, ferry, '', parameters)
      expect([json.Resources, json.totalResults ?? 0]).toEqual([[], 0])
    }
  })
})
