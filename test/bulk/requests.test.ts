import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Store } from '../../src/directory/store'
import type { SqliteStore } from '../../src/storage/sqlite/store'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, urns, user } from '../http/assembly'
import { bulk, bulkUrns, idIn, type Operation, post, send, statuses } from './bulk'

let assembly: Assembly
let harbor: Access
let next = 0

beforeAll(async () => {
  assembly = await assemble({ maxBodyBytes: 300_000 })
  harbor = await assembly.organization('Harbor')
})
afterAll(endAssemblies)

const name = () => `n${++next}`
const title = (value: string) => patch({ op: 'replace', path: 'title', value })
const read = async (path: string, access = harbor) => (await assembly.ask(access, `GET ${path}`)).json
const made = async (body: object = user(name()), path = '/Users') =>
  (await assembly.ask(harbor, `POST ${path}`, body)).json

describe('a bulk request', () => {
  test('does what each of its operations would do alone, and answers in their order', async () => {
    const [ann, bob, cid] = [await made(), await made(), await made()]
    const names = Array.from({ length: 3 }, name)
    const results = await bulk(assembly, harbor, [
      { method: 'DELETE', path: `/Users/${ann.id}` },
      post('/Users', 'made', user(names[0] ?? '')),
      { method: 'PATCH', path: `/Users/${bob.id}`, data: title('Cook') },
      { method: 'PUT', path: `/Users/${cid.id}`, data: user(names[1] ?? '', { title: 'Mate' }) },
      post('/Groups', 'crew', group(names[2] ?? '', [bob.id])),
      { method: 'DELETE', path: '/Users/nobody' },
    ])
    const base = `${assembly.url}/scim/v2`
    const userId = idIn(results[1])
    const groupId = idIn(results[4])
    expect(results).toEqual([
      { method: 'DELETE', location: `${base}/Users/${ann.id}`, status: '204' },
      { method: 'POST', bulkId: 'made', version: 'W/"1"', location: `${base}/Users/${userId}`, status: '201' },
      { method: 'PATCH', version: expect.any(String), location: `${base}/Users/${bob.id}`, status: '200' },
      { method: 'PUT', version: 'W/"2"', location: `${base}/Users/${cid.id}`, status: '200' },
      { method: 'POST', bulkId: 'crew', version: 'W/"1"', location: `${base}/Groups/${groupId}`, status: '201' },
      {
        method: 'DELETE',
        location: `${base}/Users/nobody`,
        status: '404',
        response: { schemas: [urns.error], status: '404', detail: 'There is no user with the id nobody.' },
      } as never,
    ])
    expect((await assembly.ask(harbor, `GET /Users/${ann.id}`)).status).toBe(404)
    expect((await read(`/Users/${userId}`)).userName).toBe(names[0])
    expect((await read(`/Users/${bob.id}`)).title).toBe('Cook')
    expect(await read(`/Users/${cid.id}`)).toMatchObject({ userName: names[1], title: 'Mate' })
    expect((await read(`/Groups/${groupId}`)).members).toMatchObject([{ value: bob.id }])
  })

  test('is answered as SCIM, at every base, with the locations of that base', async () => {
    for (const base of [
      '/scim/v2',
      `/scim/v2/connections/${harbor.connection.id}`,
      '/api/connect/v1/scim/2.0',
      '/api/connect/v1',
    ]) {
      const Operations = [post('/Users', 'a', user(name()))]
      const answer = await assembly.ask(harbor, `POST ${base}/Bulk`, { schemas: [bulkUrns.request], Operations })
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/scim+json'])
      const { location } = answer.json.Operations[0]
      expect(location).toStartWith(`${assembly.url}${base}/Users/`)
      expect((await read(location.slice(assembly.url.length))).meta.location).toBe(location)
    }
  })

  test('takes paths with or without a slash, with the base before them, and slashes too many', async () => {
    const { id } = await made()
    const base = `${assembly.url}/scim/v2`
    for (const path of [`/Users/${id}`, `Users/${id}`, `${base}/Users/${id}`, `/Users/${id}/`, `//Users//${id}`]) {
      const [result] = await bulk(assembly, harbor, [{ method: 'PATCH', path, data: title(name()) }])
      expect([path, result?.status]).toEqual([path, '200'])
    }
    for (const path of ['/Users', 'Users', `${base}/Users`, '/Users/']) {
      expect(statuses(await bulk(assembly, harbor, [post(path, 'x', user(name()))]))).toBe('201')
    }
  })

  test('takes methods and members in any case', async () => {
    const { json } = await assembly.ask(harbor, 'POST /Bulk', {
      Schemas: [bulkUrns.request],
      operations: [{ Method: 'post', PATH: '/Users', BulkId: 'a', Data: user(name()) }],
    })
    expect(statuses(json.Operations)).toBe('201')
    expect(json.Operations[0].bulkId).toBe('a')
  })

  test('may hold no operations at all', async () => {
    expect(await bulk(assembly, harbor, [])).toEqual([])
  })

  test('may make somebody without a bulkId, and takes null for what is not said', async () => {
    const { json } = await send(assembly, harbor, {
      failOnErrors: null,
      Operations: [
        { method: 'POST', path: '/Users', data: user(name()) },
        { method: 'POST', path: '/Users', bulkId: null, version: null, data: user(name()) },
        { method: 'DELETE', path: '/Users/nobody', data: null },
      ],
    })
    expect(statuses(json.Operations)).toBe('201 201 404')
  })

  test('keeps several operations on one resource in their order', async () => {
    const { id } = await made()
    const Operations: Operation[] = Array.from({ length: 30 }, (_, index) =>
      index % 3
        ? { method: 'PATCH', path: `/Users/${id}`, data: title(`t${index}`) }
        : { method: 'PUT', path: `/Users/${id}`, data: user(`in.order.${index}`) },
    )
    const results = await bulk(assembly, harbor, [
      ...Operations,
      { method: 'DELETE', path: `/Users/${id}` },
      { method: 'PATCH', path: `/Users/${id}`, data: title('late') },
    ])
    expect(results.slice(0, 30).map(({ version }) => version)).toEqual(
      Array.from({ length: 30 }, (_, index) => `W/"${index + 2}"`),
    )
    expect(statuses(results.slice(30))).toBe('204 404')
  })

  test('goes on on a resource though an earlier operation on it has failed', async () => {
    const { id } = await made()
    const results = await bulk(assembly, harbor, [
      { method: 'PATCH', path: `/Users/${id}`, data: patch({ op: 'replace', path: 'active', value: 'maybe' }) },
      { method: 'PATCH', path: `/Users/${id}`, data: title('Cook') },
    ])
    expect([statuses(results), (await read(`/Users/${id}`)).title]).toEqual(['400 200', 'Cook'])
  })

  test('keeps the order of operations that meet each other by a name', async () => {
    const [one, two] = [name(), name()]
    const first = await made(user(one))
    const results = await bulk(assembly, harbor, [
      { method: 'PATCH', path: `/Users/${first.id}`, data: patch({ op: 'replace', path: 'userName', value: two }) },
      post('/Users', 'a', user(one)),
      { method: 'DELETE', path: `/Users/${first.id}` },
      post('/Users', 'b', user(two)),
      post('/Users', 'c', user(two.toUpperCase())),
    ])
    expect(statuses(results)).toBe('200 201 204 201 409')
    expect(results[4]?.response?.scimType).toBe('uniqueness')
  })

  test('leaves alone what is another connection’s', async () => {
    const ferry = await assembly.connection(harbor.connection.organizationId)
    const [ann, crew] = [await made(), await made(group(name()), '/Groups')]
    const before = [await read(`/Users/${ann.id}`), await read(`/Groups/${crew.id}`)]
    const results = await bulk(assembly, ferry, [
      { method: 'PATCH', path: `/Users/${ann.id}`, data: title('x') },
      { method: 'PUT', path: `/Users/${ann.id}`, data: user(name()) },
      { method: 'DELETE', path: `/Users/${ann.id}` },
      { method: 'PATCH', path: `/Groups/${crew.id}`, data: patch() },
      { method: 'DELETE', path: `/Groups/${crew.id}` },
      post('/Groups', 'g', group(name(), [ann.id])),
      post('/Users', 'u', user(ann.userName)),
    ])
    expect(statuses(results)).toBe('404 404 404 404 404 400 409')
    expect([await read(`/Users/${ann.id}`), await read(`/Groups/${crew.id}`)]).toEqual(before)
  })
})

describe('an operation', () => {
  test.each<[Partial<Operation>, string, string | undefined]>([
    [{ method: 'GET', path: '/Users' }, '400', 'invalidSyntax'],
    [{ method: 'HEAD', path: '/Users/x' }, '400', 'invalidSyntax'],
    [{ method: '', path: '/Users' }, '400', 'invalidSyntax'],
    [{ method: 'PATCH', path: '/Users' }, '405', undefined],
    [{ method: 'POST', path: '/Users/x', data: {} }, '405', undefined],
    [{ method: 'POST', path: '/Bulk', data: { Operations: [] } }, '404', undefined],
    [{ method: 'POST', path: '/Users/.search', data: {} }, '405', undefined],
    [{ method: 'POST', path: '/Ships', data: {} }, '404', undefined],
    [{ method: 'POST', path: '/Me', data: {} }, '501', undefined],
    [{ method: 'DELETE', path: '' }, '404', undefined],
    [{ method: 'DELETE', path: '/' }, '404', undefined],
    [{ method: 'DELETE', path: '/Users/../Groups/x' }, '404', undefined],
    [{ method: 'POST', path: '/Users' }, '400', 'invalidValue'],
    [{ method: 'POST', path: '/Users', data: [] }, '400', 'invalidSyntax'],
    [{ method: 'POST', path: '/Users', data: 'text' }, '400', 'invalidSyntax'],
    [{ method: 'POST', path: '/Users', data: { userName: {} } }, '400', 'invalidValue'],
    [{ method: 'PATCH', path: '/Users/x', data: {} }, '400', 'invalidSyntax'],
    [{ method: 'PATCH', path: '/Groups/x', data: { Operations: [{ op: 'remove' }] } }, '400', 'noTarget'],
    [{ method: 'PUT', path: '/Users/x', data: { userName: 'x' } }, '404', undefined],
  ])('that is %j is answered with %s alone', async (operation, status, scimType) => {
    const results = await bulk(assembly, harbor, [operation as Operation, post('/Users', 'after', user(name()))])
    expect(statuses(results)).toBe(`${status} 201`)
    expect(results[0]?.response).toMatchObject({ schemas: [urns.error], status } as object)
    expect(results[0]?.response?.scimType).toBe(scimType)
    expect(results[0]?.method).toBe(String(operation.method))
  })

  test('that makes nobody has no location, one that changes nobody has', async () => {
    const results = await bulk(assembly, harbor, [
      post('/Users', 'a', {}),
      { method: 'PATCH', path: '/Users/nobody', data: patch() },
    ])
    expect(results.map(({ location }) => location)).toEqual([undefined, `${assembly.url}/scim/v2/Users/nobody`])
  })

  test('that is refused changes nothing at all, though others change something', async () => {
    const ann = await made()
    const results = await bulk(assembly, harbor, [
      post('/Groups', 'g', group(name(), [ann.id, 'nobody'])),
      { method: 'PATCH', path: `/Users/${ann.id}`, data: patch({ op: 'add', path: 'title', value: 'x' }, { op: 'x' }) },
      { method: 'PATCH', path: `/Users/${ann.id}`, data: patch({ op: 'add', path: 'nickName', value: 'y' }) },
    ])
    expect(statuses(results)).toBe('400 400 200')
    expect(await read(`/Users/${ann.id}`)).toMatchObject({ nickName: 'y', meta: { version: 'W/"2"' } })
    expect((await read(`/Users/${ann.id}`)).title).toBeUndefined()
    expect((await read(`/Users/${ann.id}`)).groups).toBeUndefined()
  })
})

describe('failOnErrors', () => {
  const bad: Operation = { method: 'DELETE', path: '/Users/nobody' }
  const good = (): Operation => post('/Users', name(), user(name()))

  test.each([
    [1, ['x'], '404'],
    [1, ['x', 'x', '.'], '404'],
    [1, ['.', 'x', '.', 'x'], '201 404'],
    [2, ['x', '.', 'x', '.', 'x'], '404 201 404'],
    [3, ['x', '.', 'x'], '404 201 404'],
    [3, ['.', '.'], '201 201'],
    [99, ['x', 'x', 'x'], '404 404 404'],
    [undefined, ['x', 'x', '.', 'x'], '404 404 201 404'],
  ])('of %p ends %j with %s', async (failOnErrors, plan, expected) => {
    const operations = plan.map((each) => (each === 'x' ? bad : good()))
    const events = (await assembly.events(harbor.connection)).length
    const results = await bulk(assembly, harbor, operations, failOnErrors)
    expect(statuses(results)).toBe(expected)
    // What was not begun has neither an event nor any effect.
    expect((await assembly.events(harbor.connection)).length - events).toBe(results.length + 1)
    for (const { method, data } of operations.slice(results.length)) {
      const userName = method === 'POST' ? (data as { userName: string }).userName : 'nobody'
      const filter = encodeURIComponent(`userName eq "${userName}"`)
      expect((await assembly.ask(harbor, `GET /Users?filter=${filter}`)).json.totalResults).toBe(0)
    }
  })

  test.each([[0], [-1], [1.5], ['1'], [true], [{}], [[]]])('cannot be %j', async (failOnErrors) => {
    const { status, json } = await send(assembly, harbor, { failOnErrors, Operations: [good()] })
    expect([status, json.scimType]).toEqual([400, 'invalidSyntax'])
  })
})

describe('a request that is none', () => {
  test.each([
    [{}],
    [{ Operations: null }],
    [{ Operations: {} }],
    [{ Operations: 'text' }],
    [{ Operations: [null] }],
    [{ Operations: ['text'] }],
    [{ Operations: [[]] }],
    [{ Operations: [{}] }],
    [{ Operations: [{ method: 'POST' }] }],
    [{ Operations: [{ path: '/Users' }] }],
    [{ Operations: [{ method: 7, path: '/Users' }] }],
    [{ Operations: [{ method: 'POST', path: ['/Users'] }] }],
    [{ Operations: [{ method: 'POST', path: '/Users', bulkId: 7 }] }],
    [{ Operations: [{ method: 'POST', path: '/Users', bulkId: '' }] }],
    [{ Operations: [{ method: 'DELETE', path: '/Users/x', version: 3 }] }],
  ])('%j is refused as a whole, and nothing is done', async (request: { readonly Operations?: unknown }) => {
    const before = (await assembly.ask(harbor, 'GET /Users?count=0')).json.totalResults
    const first = { method: 'POST', path: '/Users', data: user(name()) }
    const Operations = Array.isArray(request.Operations) ? [first, ...request.Operations] : request.Operations
    const { status, json } = await send(assembly, harbor, { ...request, Operations })
    expect([status, json.schemas, json.status, json.scimType]).toEqual([400, [urns.error], '400', 'invalidSyntax'])
    expect((await assembly.ask(harbor, 'GET /Users?count=0')).json.totalResults).toBe(before)
    const event = (await assembly.events(harbor.connection)).findLast(({ path }) => path.endsWith('/Bulk'))
    expect([event?.status, event?.detail]).toEqual([400, json.detail])
  })

  test.each([['[]'], ['"x"'], ['7'], ['null'], ['{'], ['']])('nor is the body %s one', async (body) => {
    const { status, json } = await assembly.ask(harbor, 'POST /Bulk', body)
    expect([status, json.scimType]).toEqual([400, 'invalidSyntax'])
  })

  test('with a method other than POST is not allowed', async () => {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const { status, headers } = await assembly.ask(harbor, `${method} /Bulk`, method === 'GET' ? undefined : {})
      expect([method, status, headers.get('allow')]).toEqual([method, 405, 'POST'])
    }
  })
})

describe('the limits that /ServiceProviderConfig states', () => {
  test('are kept: as many operations as may be, and not one more', async () => {
    const { bulk: stated } = await read('/ServiceProviderConfig')
    expect(stated).toEqual({ supported: true, maxOperations: 1000, maxPayloadSize: 300_000 })
    const operations = (count: number) =>
      Array.from({ length: count }, () => ({ method: 'DELETE', path: '/Users/nobody' }))
    const most = await send(assembly, harbor, { Operations: operations(1000) })
    expect([most.status, most.json.Operations.length]).toEqual([200, 1000])
    const tooMany = await send(assembly, harbor, { Operations: operations(1001) })
    expect([tooMany.status, tooMany.json.status, tooMany.json.schemas]).toEqual([413, '413', [urns.error]])
    expect(tooMany.json.detail).toContain('1000')
  })

  test('are kept: as many bytes as may be, and not one more', async () => {
    const text = JSON.stringify({ Operations: [{ method: 'DELETE', path: '/Users/nobody' }] })
    expect((await assembly.ask(harbor, 'POST /Bulk', text.padEnd(300_000))).status).toBe(200)
    const tooLarge = await assembly.ask(harbor, 'POST /Bulk', text.padEnd(300_001))
    expect([tooLarge.status, tooLarge.json.status]).toEqual([413, '413'])
    expect(tooLarge.json.detail).toContain('300000')
  })
})

describe('a thousand operations', () => {
  const thousand = (data: (index: number) => object) =>
    Array.from({ length: 1000 }, (_, index) => post('/Users', `b${index}`, data(index)))

  test('are committed by few commits where commits are grouped, and each leaves an event', async () => {
    const access = await assembly.organization('Fleet')
    const before = countersOf(assembly.store)
    const results = await bulk(
      assembly,
      access,
      thousand((index) => user(`fleet${index}`)),
    )
    const after = countersOf(assembly.store)
    expect(results.every(({ status }) => status === '201')).toBeTrue()
    if (before && after) {
      expect(after.units - before.units).toBeGreaterThanOrEqual(1000)
      // A batch ends after 256 units or 5 ms; a slow machine needs some more of them.
      expect(after.commits - before.commits).toBeLessThan(200)
    }
    const { json } = await assembly.ask(access, 'GET /Users?count=0')
    expect(json.totalResults).toBe(1000)
    const events = await assembly.events(access.connection)
    const made = events.filter(({ method, path }) => method === 'POST' && path.endsWith('/Users'))
    expect(new Set(made.map(({ resourceId }) => resourceId)).size).toBeGreaterThan(990)
  })

  test('that all go into one group arrive there', async () => {
    const access = await assembly.organization('Armada')
    const operations = thousand((index) => user(`armada${index}`)).slice(0, 999)
    const all = { ...group('All'), members: operations.map(({ bulkId }) => ({ value: `bulkId:${bulkId}` })) }
    const results = await bulk(assembly, access, [post('/Groups', 'all', all), ...operations])
    expect(results.every(({ status }) => status === '201')).toBeTrue()
    const { json } = await assembly.ask(access, `GET /Groups/${idIn(results[0])}`)
    expect(json.members.map(({ value }: { value: string }) => value).sort()).toEqual(results.slice(1).map(idIn).sort())
  })
})

describe('the events of a bulk request', () => {
  test('are one for each operation and one for the whole', async () => {
    const access = await assembly.organization('Quay')
    const ann = (await assembly.ask(access, 'POST /Users', user('ann'))).json
    const sent = [
      post('/Users', 'a', user('bob', { password: 'hunter2-secret' })),
      { method: 'PATCH', path: `/Users/${ann.id}`, data: title('Cook') },
      { method: 'PATCH', path: `/Users/${ann.id}`, data: title('Cook') },
      { method: 'DELETE', path: '/Groups/nobody' },
    ]
    const results = await bulk(assembly, access, sent)
    const [, ...events] = await assembly.events(access.connection)
    const told = events
      .map(({ method, path, status, resourceName, changeId }) =>
        [method, path.slice('/scim/v2'.length), status, resourceName, changeId !== undefined].join(' '),
      )
      .sort()
    expect(told).toEqual(
      [
        'POST /Bulk 200  false',
        'POST /Users 201 bob true',
        `PATCH /Users/${ann.id} 200 ann true`,
        `PATCH /Users/${ann.id} 200 ann false`,
        'DELETE /Groups/nobody 404  false',
      ].sort(),
    )
    expect(new Set(events.map(({ id }) => id)).size).toBe(5)
    expect(JSON.stringify(events)).not.toContain('hunter2')
    expect(statuses(results)).toBe('201 200 200 404')
    const created = events.find(({ resourceName }) => resourceName === 'bob')
    expect([created?.resourceId, created?.ip]).toEqual([idIn(results[0]), '127.0.0.1'])
  })

  test('remark on what each operation tolerates and ignores', async () => {
    const access = await assembly.organization('Dock')
    await bulk(assembly, access, [
      post('/Users', 'a', user('ann', { active: 'True' })),
      post('/Users', 'b', user('bob', { shoe: 43 })),
    ])
    const events = await assembly.events(access.connection)
    const of = (called: string) => events.find(({ resourceName }) => resourceName === called)
    expect([of('ann')?.tolerated, of('ann')?.ignored]).toEqual([['booleanFromText'], undefined])
    expect([of('bob')?.tolerated, of('bob')?.ignored]).toEqual([undefined, ['shoe']])
  })
})

test('a strict connection is strict within a bulk request', async () => {
  const strict = await assembly.connection(harbor.connection.organizationId, { strict: true })
  const results = await bulk(assembly, strict, [
    post('/Users', 'a', user(name(), { active: 'True' })),
    post('/Users', 'b', user(name(), { shoe: 43 })),
    post('/Users', 'c', user(name(), { active: true })),
  ])
  expect(statuses(results)).toBe('400 400 201')
  expect(results.map(({ response }) => response?.scimType)).toEqual(['invalidValue', 'invalidSyntax', undefined])
})

/** SQLite has them. */
const countersOf = (store: Store | SqliteStore) => ('counters' in store ? store.counters : undefined)
