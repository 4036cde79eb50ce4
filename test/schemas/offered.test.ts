import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { endHarbors, type Harbor, harbor } from './harbor'

let there: Harbor
const role = 'urn:okta:scim:schemas:core:1.0:Role'
const entitlement = 'urn:okta:scim:schemas:core:1.0:Entitlement'

beforeAll(async () => {
  there = await harbor()
  for (const name of ['Role', 'Entitlement', 'License'])
    await there.directory.offerType(operator(there.organizationId), { name })
  await there.directory.putOffers(operator(there.organizationId), 'Role', [
    { id: 'pilot', displayName: 'Pilot', description: 'Brings ships in.' },
    { id: 'admin', displayName: 'Admin', type: 'system' },
    { id: 'zed', displayName: 'äpfel' },
    { id: 'cook', displayName: 'Cook', externalId: 'C-1' },
  ])
})
afterAll(endHarbors)

const ids = async (path: string) => {
  const { status, json } = await there.ask(`GET ${path}`)
  return [status, json.Resources?.map(({ id }: { id: string }) => id) ?? json.scimType]
}

test('types that nobody has enabled are not there', async () => {
  const { token, id } = await there.another('Lighthouse')
  const answer = await there.ask('GET /Roles', undefined, token)
  expect([answer.status, answer.json.status]).toEqual([404, '404'])
  expect(answer.headers.get('content-type')).toBe('application/scim+json')
  await there.directory.offerType(operator(id), { name: 'Role' })
  expect((await there.ask('GET /Roles', undefined, token)).json).toMatchObject({ totalResults: 0, Resources: [] })
  expect((await there.ask('GET /Roles/admin', undefined, token)).status).toBe(404)
  await there.directory.withdrawType(operator(id), 'role')
  expect((await there.ask('GET /Roles', undefined, token)).status).toBe(404)
})

test('discovery lists the types, and each schema once', async () => {
  const types = (await there.ask('GET /ResourceTypes')).json.Resources
  expect(types.map(({ id, endpoint, schema }: Record<string, string>) => [id, endpoint, schema]).slice(2)).toEqual([
    ['Role', '/Roles', role],
    ['Entitlement', '/Entitlements', entitlement],
    ['License', '/Licenses', entitlement],
  ])
  const schemas = (await there.ask('GET /Schemas')).json.Resources
  expect(
    schemas.filter(({ id }: { id: string }) => id.startsWith('urn:okta:')).map(({ id }: { id: string }) => id),
  ).toEqual([role, entitlement])
  expect(
    (await there.ask(`GET /Schemas/${role}`)).json.attributes.map(({ name, mutability }: Record<string, string>) => [
      name,
      mutability,
    ]),
  ).toEqual([
    ['displayName', 'readOnly'],
    ['type', 'readOnly'],
    ['description', 'readOnly'],
  ])
})

describe('one of them', () => {
  test('is read by its id', async () => {
    const { status, json, headers } = await there.ask('GET /Roles/pilot')
    expect(status).toBe(200)
    expect(json).toEqual({
      schemas: [role],
      id: 'pilot',
      displayName: 'Pilot',
      description: 'Brings ships in.',
      meta: {
        resourceType: 'Role',
        created: expect.stringMatching(/^\d{4}-.*Z$/),
        lastModified: json.meta.created,
        version: 'W/"1"',
        location: `${there.url}/scim/v2/Roles/pilot`,
      },
    })
    expect([headers.get('etag'), headers.get('location')]).toEqual(['W/"1"', json.meta.location])
    expect((await there.ask('GET /Roles/pilot?attributes=displayName')).json).toEqual({
      schemas: [role],
      id: 'pilot',
      displayName: 'Pilot',
    })
    expect((await there.ask('GET /Roles/nobody')).json.detail).toBe('There is no Role with the id nobody.')
    expect((await there.ask('GET /Entitlements/pilot')).status).toBe(404)
  })

  test('is changed by whoever keeps the list, not by connections', async () => {
    await there.directory.putOffers(operator(there.organizationId), 'role', [
      { id: 'cook', displayName: 'Chef', externalId: 'C-1' },
    ])
    expect((await there.ask('GET /Roles/cook')).json).toMatchObject({ displayName: 'Chef', meta: { version: 'W/"2"' } })
    for (const request of [
      'POST /Roles',
      'PUT /Roles/cook',
      'PATCH /Roles/cook',
      'DELETE /Roles/cook',
      'DELETE /Roles',
    ]) {
      const { status, json, headers } = await there.ask(
        request,
        request.startsWith('DELETE') ? undefined : { displayName: 'x' },
      )
      expect([status, json.status, headers.get('allow')]).toEqual([405, '405', 'GET'])
    }
    const { json } = await there.ask('POST /Bulk', { Operations: [{ method: 'DELETE', path: '/Roles/cook' }] })
    expect(json.Operations[0].status).toBe('405')
  })

  test('is refused where it is unusable', async () => {
    const put = (...offers: object[]) => there.directory.putOffers(operator(there.organizationId), 'Role', offers)
    await expect(put({ id: 'x' })).rejects.toThrow(/^A Role: displayName must be/)
    await expect(put({ id: 'a/b', displayName: 'x' })).rejects.toThrow(/^A Role: id must be/)
    await expect(put({ displayName: 'x', members: [] })).rejects.toThrow(/^A Role/)
    await expect(put({ id: 'fine', displayName: 'x' }, {})).rejects.toThrow(/^A Role/)
    await expect(there.directory.putOffers(operator(there.organizationId), 'Seat', [])).rejects.toThrow(
      /^There is no resource type Seat/,
    )
    expect((await there.ask('GET /Roles/fine')).status).toBe(404)
    const many = Array.from({ length: 10_001 }, (_, index) => ({ displayName: `${index}` }))
    await expect(there.directory.putOffers(operator(there.organizationId), 'License', many)).rejects.toThrow(
      /^There may be at most/,
    )
    expect((await there.ask('GET /Licenses')).json.totalResults).toBe(0)
  })
})

describe('a list', () => {
  test.each<[path: string, expected: readonly unknown[]]>([
    ['/Roles', [200, ['admin', 'cook', 'pilot', 'zed']]],
    ['/Roles/', [200, ['admin', 'cook', 'pilot', 'zed']]],
    ['/Roles?startIndex=2&count=2', [200, ['cook', 'pilot']]],
    ['/Roles?count=0', [200, []]],
    ['/Roles?filter=displayName eq "ÄPFEL"', [200, ['zed']]],
    ['/Roles?filter=type pr or externalId eq "C-1"', [200, ['admin', 'cook']]],
    ['/Roles?filter=not (description pr)', [200, ['admin', 'cook', 'zed']]],
    ['/Roles?filter=meta.lastModified gt "2020-01-01T00:00:00Z" and id eq "cook"', [200, ['cook']]],
    ['/Roles?filter=userName eq "x"', [400, 'invalidFilter']],
    ['/Roles?sortBy=displayName&sortOrder=descending', [200, ['zed', 'pilot', 'cook', 'admin']]],
    ['/Roles?sortBy=type', [200, ['admin', 'cook', 'pilot', 'zed']]],
    ['/Roles?sortBy=nothing', [400, 'invalidValue']],
    ['/Licenses', [200, []]],
  ])('%s', async (path, expected) => {
    expect(await ids(path)).toEqual([...expected])
  })

  test('is what Okta asks of an entitlement endpoint', async () => {
    expect((await there.ask('GET /Roles?count=1&startIndex=1')).json).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 4,
      startIndex: 1,
      itemsPerPage: 1,
      Resources: [expect.objectContaining({ id: 'admin' })],
    })
  })

  test('is searched by POST', async () => {
    const { json } = await there.ask('POST /Roles/.search', { filter: 'id sw "p"', attributes: ['displayName'] })
    expect(json.Resources).toEqual([{ schemas: [role], id: 'pilot', displayName: 'Pilot' }])
  })

  test.each(['', '&sortBy=displayName', '&sortBy=type&sortOrder=descending', '&sortBy=meta.location'])(
    'is walked by cursor, and back (%s)',
    async (order) => {
      const whole = (await ids(`/Roles?count=9${order}`))[1]
      const pages: { ids: string[]; previousCursor?: string }[] = []
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const { json } = await there.ask(`GET /Roles?cursor=${cursor}&count=1${order}`)
        pages.push({ ids: json.Resources.map(({ id }: { id: string }) => id), previousCursor: json.previousCursor })
        cursor = json.nextCursor
      }
      expect(pages.flatMap((page) => page.ids)).toEqual(whole)
      const back = await ids(`/Roles?cursor=${pages.at(-1)?.previousCursor}&count=1${order}`)
      expect(back[1]).toEqual([whole[2]])
    },
  )

  test('on the root holds them as well', async () => {
    await there.create({ displayName: 'Cook' })
    const { json } = await there.ask(
      `GET /?filter=${encodeURIComponent('displayName co "oo" or displayName co "he"')}&attributes=displayName`,
    )
    expect(json.Resources.map(({ displayName }: { displayName: string }) => displayName)).toEqual(['Cook', 'Chef'])
    expect(json.totalResults).toBe(2)
  })
})

test('what is withdrawn is there again when it is offered again', async () => {
  await there.directory.withdrawType(operator(there.organizationId), 'Role')
  expect((await there.ask('GET /Roles')).status).toBe(404)
  await there.directory.offerType(operator(there.organizationId), { name: 'role' })
  expect((await there.ask('GET /Roles')).json.totalResults).toBe(4)
  await there.directory.removeOffer(operator(there.organizationId), 'ROLE', 'zed')
  await expect(there.directory.removeOffer(operator(there.organizationId), 'Role', 'zed')).rejects.toThrow(
    'There is no Role with the id zed.',
  )
  expect((await there.ask('GET /Roles')).json.totalResults).toBe(3)
})
