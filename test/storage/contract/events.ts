import { describe, expect, test } from 'bun:test'
import type { Change } from '../../../src/directory/change'
import type { EventQuery } from '../../../src/directory/request-event'
import { event } from '../people'
import type { Furnished } from './contract'

export function eventsContract(furnished: Furnished): void {
  describe('events and changes', () => {
    test('an event comes back as it was put in', async () => {
      const { store } = furnished
      const whole = event('whole', {
        organizationId: 'acme',
        connectionId: 'okta',
        query: 'filter=x',
        scimType: 'invalidFilter',
        detail: 'No.',
        resourceType: 'User',
        resourceId: 'ann',
        resourceName: 'Ann',
        ip: '10.0.0.1',
        userAgent: '',
        tolerated: ['capitalisedOperation'],
        ignored: [],
        requestBody: '{}',
        responseBody: '{"ä":1}',
        changeId: 3,
      })
      await store.write((tx) => tx.events.insert(whole))
      await store.write((tx) => tx.events.insert(event('bare')))
      expect(await store.events.list({ limit: 10, forward: true })).toEqual([
        { ...whole, position: expect.any(Number) },
        { ...event('bare'), position: expect.any(Number) },
      ])
    })

    test('events are listed newest first or oldest first, behind a position, of an organization or a connection', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        for (let index = 0; index < 9; index++) {
          const connectionId = index % 3 === 0 ? 'okta' : index % 3 === 1 ? 'entra' : 'foreign'
          const organizationId = index % 3 === 2 ? 'globex' : 'acme'
          await tx.events.insert(event(`e${index}`, { organizationId, connectionId }))
        }
        await tx.events.insert(event('stranger'))
      })
      const list = async (query: Omit<EventQuery, 'limit'>, limit = 10) =>
        (await store.events.list({ ...query, limit })).map(({ id }) => id)
      expect(await list({}, 2)).toEqual(['stranger', 'e8'])
      expect(await list({ organizationId: 'acme' })).toEqual(['e7', 'e6', 'e4', 'e3', 'e1', 'e0'])
      expect(await list({ organizationId: 'acme', connectionId: 'okta', forward: true })).toEqual(['e0', 'e3', 'e6'])
      expect(await list({ organizationId: 'globex', connectionId: 'okta' })).toEqual([])
      const [, second] = await store.events.list({ connectionId: 'okta', limit: 2 })
      expect(await list({ connectionId: 'okta', after: second?.position ?? 0 })).toEqual(['e0'])
      expect(await list({ connectionId: 'okta', after: second?.position ?? 0, forward: true })).toEqual(['e6'])
    })

    test('an event that is only logged is there after a flush, in the order of logging', async () => {
      const { store } = furnished
      for (let index = 0; index < 600; index++) store.log(event(`e${index}`))
      await store.flush()
      const found = await store.events.list({ limit: 1000, forward: true })
      expect(found.map(({ id }) => id)).toEqual(Array.from({ length: 600 }, (_, index) => `e${index}`))
    })

    test('an event that is only logged is there soon, without a flush', async () => {
      const { store } = furnished
      store.log(event('alone'))
      expect(await store.events.list({ limit: 10 })).toEqual([])
      const deadline = Date.now() + 2000
      while ((await store.events.list({ limit: 10 })).length === 0 && Date.now() < deadline) await Bun.sleep(10)
      expect(await store.events.list({ limit: 10 })).toMatchObject([{ id: 'alone' }])
    })

    test('of one resource are found throughout a long log, from either end and page by page', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        for (let index = 0; index < 6000; index++)
          await tx.events.insert(
            event(`e${index}`, { organizationId: 'acme', resourceType: 'User', resourceId: `r${index % 700}` }),
          )
      })
      const of = { organizationId: 'acme', resourceId: 'r42' }
      const wanted = Array.from({ length: 9 }, (_, index) => `e${42 + 700 * index}`)
      const ids = async (more: object) =>
        (await store.events.search({ ...of, limit: 100, ...more })).events.map(({ id }) => id)
      expect(await ids({ forward: true })).toEqual(wanted)
      expect(await ids({})).toEqual(wanted.toReversed())
      const [, , , third] = (await store.events.search({ ...of, limit: 4 })).events
      expect(await ids({ below: third?.position })).toEqual(wanted.toReversed().slice(4))
      expect(await ids({ above: third?.position, forward: true })).toEqual(wanted.slice(6))
    })

    test('changes get growing ids, are found by them, and tell the history of a resource', async () => {
      const { store } = furnished
      const change = (resourceId: string, version: number, more: Partial<Change> = {}): Change => ({
        organizationId: 'acme',
        resourceType: 'Group',
        resourceId,
        action: 'updated',
        actor: { kind: 'connection', id: 'okta' },
        time: version,
        version,
        ...more,
      })
      const first = change('team', 1, { connectionId: 'okta', action: 'created', after: '{}', membersAdded: ['ann'] })
      const last = change('team', 2, { action: 'deleted', actor: { kind: 'command' }, membersRemoved: [] })
      const ids = await store.write(async (tx) => [
        await tx.changes.insert(first),
        await tx.changes.insert(change('club', 1)),
        await tx.changes.insert(last),
      ])
      expect(ids.toSorted((a, b) => a - b)).toEqual(ids)
      expect(await store.changes.find(ids[0] ?? 0)).toEqual({ ...first, id: ids[0] ?? 0 })
      expect(await store.changes.find(-1)).toBeUndefined()
      expect(await store.changes.listOf('acme', 'team')).toEqual([
        { ...first, id: ids[0] ?? 0 },
        { ...last, id: ids[2] ?? 0 },
      ])
      expect(await store.changes.listOf('globex', 'team')).toEqual([])
    })
  })
}
