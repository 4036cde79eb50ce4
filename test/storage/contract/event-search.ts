import { describe, expect, test } from 'bun:test'
import type { EventSearch } from '../../../src/directory/event-search'
import type { RequestEvent } from '../../../src/directory/request-event'
import { event } from '../people'
import type { Furnished } from './contract'

/** Of Acme, of its two connections by turns, a second apart. */
const requests: readonly Partial<RequestEvent>[] = [
  { method: 'GET', path: '/Users', query: 'filter=userName%20eq%20%22Zoë%22', status: 200 },
  {
    method: 'POST',
    path: '/Users',
    status: 201,
    resourceId: 'ann',
    resourceName: 'Ann@Acme',
    requestBody: '{"a":"50%"}',
  },
  { method: 'POST', path: '/Users', status: 409, resourceName: 'Ann@Acme', detail: 'The userName is TAKEN.' },
  { method: 'PATCH', path: '/Users/ann', status: 200, resourceId: 'ann', resourceName: 'Ann@Acme', userAgent: 'Okta' },
  { method: 'GET', path: '/Users/bob', status: 404, resourceId: 'bob', responseBody: '{"detail":"ÄRGER_x"}' },
  { method: 'DELETE', path: '/Users/ann', status: 500, resourceId: 'ann', resourceName: 'Ann@Acme' },
]

export function eventSearchContract(furnished: Furnished): void {
  const fill = async () => {
    const { store } = furnished
    await store.write(async (tx) => {
      for (const [index, request] of requests.entries()) {
        const connectionId = index % 2 ? 'entra' : 'okta'
        await tx.events.insert(
          event(`e${index}`, { organizationId: 'acme', connectionId, time: time(index), ...request }),
        )
        await tx.events.insert(
          event(`f${index}`, { organizationId: 'globex', connectionId: 'foreign', time: time(index), ...request }),
        )
      }
      await tx.events.insert(event('stranger', { status: 401, time: time(9) }))
    })
    return store
  }
  const time = (index: number) => 1_700_000_000_000 + index * 1000

  describe('searching events', () => {
    test.each<readonly [name: string, search: Partial<EventSearch>, found: readonly string[]]>([
      ['everything, the newest first', {}, ['e5', 'e4', 'e3', 'e2', 'e1', 'e0']],
      ['the oldest first', { forward: true }, ['e0', 'e1', 'e2', 'e3', 'e4', 'e5']],
      ['a connection', { connectionId: 'okta' }, ['e4', 'e2', 'e0']],
      ["another organization's connection", { connectionId: 'foreign' }, []],
      ['a class of statuses', { status: { from: 400, to: 499 } }, ['e4', 'e2']],
      ['a status', { status: { from: 201, to: 201 } }, ['e1']],
      ['failed ones of a connection', { status: { from: 400, to: 599 }, connectionId: 'entra' }, ['e5']],
      ['some methods', { methods: ['POST', 'DELETE'] }, ['e5', 'e2', 'e1']],
      ['whom they were about, by id', { resourceId: 'ann' }, ['e5', 'e3', 'e1']],
      ['by id, and failed', { resourceId: 'ann', status: { from: 500, to: 599 } }, ['e5']],
      ['whom they were about, by a part of the name', { resource: 'aNN@' }, ['e5', 'e3', 'e2', 'e1']],
      ['the same by id', { resource: 'bob' }, ['e4']],
      ['text in the path', { text: '/users/ANN' }, ['e5', 'e3']],
      ['text in the detail', { text: 'taken' }, ['e2']],
      ['text in the user agent', { text: 'OKTA' }, ['e3']],
      ['text in the request body, with a sign of LIKE', { text: '50%' }, ['e1']],
      ['a sign of LIKE as itself', { text: '5_%' }, []],
      ['a backslash as itself', { text: '\\' }, []],
      ['text beyond ASCII in any case', { text: 'zoË' }, ['e0']],
      ['text beyond ASCII in the answer', { text: 'ärger_X' }, ['e4']],
      ['a time on', { since: time(4) }, ['e5', 'e4']],
      ['a time before', { until: time(1) }, ['e0']],
      ['a time without requests', { since: time(2) + 1, until: time(3) }, []],
      ['everything at once', { connectionId: 'entra', methods: ['PATCH'], text: 'ann', since: time(1) }, ['e3']],
    ])('finds %s', async (_, search, found) => {
      const store = await fill()
      const page = await store.events.search({ organizationId: 'acme', limit: 100, ...search })
      expect(page.events.map(({ id }) => id)).toEqual([...found])
      expect(page.searchedTo).toBeUndefined()
    })

    test('goes on from a position in both directions, and to a limit', async () => {
      const store = await fill()
      const search = { organizationId: 'acme', limit: 2 }
      const first = await store.events.search(search)
      const below = first.events.at(-1)?.position ?? 0
      const second = await store.events.search({ ...search, below })
      expect(second.events.map(({ id }) => id)).toEqual(['e3', 'e2'])
      const above = second.events[0]?.position ?? 0
      const back = await store.events.search({ ...search, above, forward: true })
      expect(back.events.map(({ id }) => id)).toEqual(['e4', 'e5'])
      expect((await store.events.search({ ...search, above, below })).events).toEqual([])
    })

    test('finds what belongs to nobody', async () => {
      const store = await fill()
      const { events } = await store.events.search({ isUnattributed: true, limit: 10 })
      expect(events.map(({ id }) => id)).toEqual(['stranger'])
    })

    test('brings bodies only where they are wanted', async () => {
      const store = await fill()
      const search = { organizationId: 'acme', status: { from: 201, to: 201 }, limit: 1 }
      expect((await store.events.search(search)).events[0]?.requestBody).toBeUndefined()
      expect((await store.events.search({ ...search, withBodies: true })).events[0]?.requestBody).toBe('{"a":"50%"}')
    })

    test('ends when patience does, says how far it has come, and finds the rest from there', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        for (let index = 0; index < 3000; index++)
          await tx.events.insert(
            event(`e${index}`, { organizationId: 'acme', time: time(index), method: index === 5 ? 'PUT' : 'GET' }),
          )
      })
      for (const forward of [false, true]) {
        let search: EventSearch = { organizationId: 'acme', methods: ['PUT'], limit: 10, patience: 0, forward }
        const found: string[] = []
        let stops = 0
        for (;;) {
          const { events, searchedTo } = await store.events.search(search)
          found.push(...events.map(({ id }) => id))
          if (!searchedTo) break
          stops++
          expect(searchedTo.time % 1000).toBe(0)
          const { position } = searchedTo
          search = forward ? { ...search, above: position } : { ...search, below: position }
        }
        expect(stops).toBeGreaterThan(0)
        expect(found).toEqual(['e5'])
      }
    })

    test('finds the bounds of a time in a log with gaps, also where few events are out of order', async () => {
      const { store } = furnished
      const times = Array.from({ length: 2000 }, (_, index) => time(index * 60 + (index % 5 === 0 ? -90 : 0)))
      await store.write(async (tx) => {
        for (const [index, time] of times.entries()) {
          const organizationId = index % 3 ? 'acme' : 'globex'
          await tx.events.insert(event(`e${index}`, { organizationId, time }))
        }
      })
      await store.write((tx) => tx.events.deleteBefore('globex', times[900] ?? 0, 10_000))
      const [since, until] = [times[333] ?? 0, times[700] ?? 0]
      const { events } = await store.events.search({ organizationId: 'acme', since, until, limit: 10_000 })
      const expected = times.flatMap((at, index) => (index % 3 && at >= since && at < until ? [`e${index}`] : []))
      expect(events.map(({ id }) => id)).toEqual(expected.toReversed())
    })
  })

  describe('one event', () => {
    const id = (index: number, when: number) =>
      `${when
        .toString(16)
        .padStart(12, '0')
        .replace(/^(.{8})/, '$1-')}-7000-8000-${String(index).padStart(12, '0')}`

    test('is found by its id and its position, in its organization only', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        for (let index = 0; index < 500; index++) {
          const late = index % 50 === 7 ? 90_000 : 0
          const organizationId = index % 2 ? 'acme' : 'globex'
          await tx.events.insert(
            event(id(index, time(index) - late), { organizationId, time: time(index) - late, requestBody: `${index}` }),
          )
        }
      })
      for (const [index, late] of [
        [7, 90_000],
        [1, 0],
        [499, 0],
        [251, 0],
        [157, 90_000],
      ] as const) {
        const sought = id(index, time(index) - late)
        const found = await store.events.find('acme', sought)
        expect([found?.id, found?.requestBody]).toEqual([sought, String(index)])
        expect(await store.events.find('acme', String(found?.position))).toEqual(found)
        expect(await store.events.find('globex', sought)).toBeUndefined()
        expect(await store.events.find('globex', String(found?.position))).toBeUndefined()
      }
      for (const odd of ['', 'x', '0', '99999999999999999999', '-1', "' or 1", id(3, 0), id(3, 2 ** 47)])
        expect(await store.events.find('acme', odd)).toBeUndefined()
    })
  })

  test("deletes an organization's old events, or nobody's, at most so many at once and the oldest first", async () => {
    const store = await fill()
    const left = async (organizationId: string) =>
      (await store.events.search({ organizationId, limit: 100 })).events.map(({ id }) => id)
    const deleteBefore = (organizationId: string | undefined, before: number, limit: number) =>
      store.write((tx) => tx.events.deleteBefore(organizationId, before, limit))
    expect(await deleteBefore('acme', time(4), 3)).toBe(3)
    expect(await left('acme')).toEqual(['e5', 'e4', 'e3'])
    expect(await deleteBefore('acme', time(4), 3)).toBe(1)
    expect(await deleteBefore('acme', time(4), 3)).toBe(0)
    expect(await left('acme')).toEqual(['e5', 'e4'])
    expect((await left('globex')).length).toBe(6)
    expect(await deleteBefore(undefined, time(10), 9)).toBe(1)
    expect((await store.events.list({ limit: 100 })).length).toBe(8)
  })

  test('the last change of a resource is told, also before another change, and to its organization only', async () => {
    const { store } = furnished
    const change = { organizationId: 'acme', resourceType: 'User', resourceId: 'ann', time: 1, version: 1 } as const
    const ids = await store.write(async (tx) => [
      await tx.changes.insert({ ...change, action: 'created', actor: { kind: 'command' }, after: '{"a":1}' }),
      await tx.changes.insert({ ...change, resourceId: 'bob', action: 'created', actor: { kind: 'command' } }),
      await tx.changes.insert({ ...change, action: 'deleted', actor: { kind: 'connection', id: 'okta' } }),
    ])
    expect((await store.changes.lastOf('acme', 'ann'))?.action).toBe('deleted')
    expect((await store.changes.lastOf('acme', 'ann', ids[2]))?.after).toBe('{"a":1}')
    expect(await store.changes.lastOf('acme', 'ann', ids[0])).toBeUndefined()
    expect(await store.changes.lastOf('globex', 'ann')).toBeUndefined()
  })
}
