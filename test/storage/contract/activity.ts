import { describe, expect, test } from 'bun:test'
import type { RequestEvent } from '../../../src/directory/request-event'
import { entra, event, okta, user } from '../people'
import type { Furnished } from './contract'

const hour = 3_600_000

const by = (connectionId: string, id: string, more: Partial<RequestEvent> = {}) =>
  event(id, { organizationId: 'acme', connectionId, ...more })

export function activityContract(furnished: Furnished): void {
  describe('activity', () => {
    test('is counted by connection, hour and outcome, logged or kept with a write', async () => {
      const { store } = furnished
      const statuses = [200, 201, 304, 400, 404, 499, 500, 503]
      for (const [index, status] of statuses.entries()) store.log(by('okta', `a${index}`, { status, time: 5 * hour }))
      await store.flush()
      await store.write(async (tx) => {
        await tx.events.insert(by('okta', 'b', { status: 200, time: 6 * hour - 1 }))
        await tx.events.insert(by('okta', 'c', { status: 200, time: 6 * hour }))
      })
      store.log(by('entra', 'd', { status: 401, time: 6 * hour }))
      store.log(event('e', { time: 6 * hour }))
      await store.flush()
      expect(await store.activity.counts('okta', 0)).toEqual([
        { hour: 5, succeeded: 4, refused: 3, failed: 2 },
        { hour: 6, succeeded: 1, refused: 0, failed: 0 },
      ])
      expect(await store.activity.counts('okta', 6)).toHaveLength(1)
      expect(await store.activity.counts('entra', 0)).toEqual([{ hour: 6, succeeded: 0, refused: 1, failed: 0 }])
    })

    test('of a unit that was undone is not counted', async () => {
      const { store } = furnished
      const unit = store.write(async (tx) => {
        await tx.events.insert(by('okta', 'a'))
        throw new Error('no')
      })
      await expect(unit).rejects.toThrow('no')
      await store.flush()
      expect(await store.activity.counts('okta', 0)).toEqual([])
    })

    test('of more than 400 days ago is forgotten', async () => {
      const { store } = furnished
      const day = 24 * hour
      store.log(by('okta', 'a', { time: day }))
      store.log(by('entra', 'b', { time: day }))
      await store.flush()
      store.log(by('okta', 'c', { time: 402 * day }))
      await store.flush()
      expect((await store.activity.counts('okta', 0)).map(({ hour }) => hour)).toEqual([402 * 24])
      expect(await store.activity.counts('entra', 0)).toHaveLength(1)
    })

    test('adds up in a burst to as many as there are events', async () => {
      const { store } = furnished
      const writes = Array.from({ length: 200 }, (_, index) =>
        store.write((tx) => tx.events.insert(by('okta', `w${index}`, { status: 200 }))),
      )
      for (let index = 0; index < 300; index++) store.log(by('okta', `r${index}`, { status: index % 3 ? 200 : 404 }))
      await Promise.all(writes)
      await store.flush()
      expect(await store.events.list({ connectionId: 'okta', limit: 1000 })).toHaveLength(500)
      expect(await store.activity.counts('okta', 0)).toEqual([{ hour: 0, succeeded: 400, refused: 100, failed: 0 }])
    })

    test('has a latest request and a latest failure', async () => {
      const { store } = furnished
      expect(await store.activity.latest('okta')).toBeUndefined()
      await store.write(async (tx) => {
        await tx.events.insert(by('okta', 'a', { status: 409, detail: 'Taken.', resourceName: 'ann' }))
        await tx.events.insert(by('okta', 'b', { time: 7, method: 'POST' }))
        await tx.events.insert(by('entra', 'c', { status: 500 }))
      })
      expect(await store.activity.latest('okta')).toMatchObject({ id: 'b', time: 7, method: 'POST', status: 200 })
      expect(await store.activity.latestFailure('okta')).toMatchObject({
        id: 'a',
        detail: 'Taken.',
        resourceName: 'ann',
      })
      expect(await store.activity.latestFailure('nobody')).toBeUndefined()
    })

    test('tells whom requests were about, the newest first and bit by bit', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        await tx.events.insert(by('okta', 'a', { time: 1, resourceType: 'User', resourceId: 'ann' }))
        await tx.events.insert(by('entra', 'b', { time: 2, resourceType: 'User', resourceId: 'ben' }))
        await tx.events.insert(by('okta', 'c', { time: 3, resourceType: 'Group', resourceId: 'team' }))
        await tx.events.insert(by('okta', 'd', { time: 4, resourceType: 'User', resourceId: 'cleo' }))
      })
      const first = await store.activity.touches('okta', Number.MAX_SAFE_INTEGER, 2)
      expect(first.map(({ time, userId }) => [time, userId])).toEqual([
        [4, 'cleo'],
        [3, undefined],
      ])
      const rest = await store.activity.touches('okta', first.at(-1)?.position ?? 0, 2)
      expect(rest.map(({ time, userId }) => [time, userId])).toEqual([[1, 'ann']])
    })

    test('could be about active people, who are listed in the order of creation and bit by bit', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        for (const id of ['ann', 'ben', 'cleo']) await tx.users.insert(user(id, { displayName: `The ${id}` }))
        await tx.users.insert(user('asleep', { active: false }))
        await tx.users.insert(user('gone'))
        await tx.users.delete(user('gone'), 2000)
        await tx.users.insert(user('theirs', {}, { connection: entra }))
        await tx.users.insert(user('hand', {}, { connection: undefined }))
      })
      const first = await store.activity.activePeople(okta, 0, 2)
      expect(first.map(({ id, name, created }) => [id, name, created])).toEqual([
        ['ann', 'The ann', 1000],
        ['ben', 'The ben', 1000],
      ])
      const rest = await store.activity.activePeople(okta, first.at(-1)?.position ?? 0, 2)
      expect(rest.map(({ id }) => id)).toEqual(['cleo'])
      expect(await store.activity.activePeople({ ...okta, organizationId: 'globex' }, 0, 10)).toEqual([])
    })
  })
}
