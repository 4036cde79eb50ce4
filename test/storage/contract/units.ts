import { describe, expect, test } from 'bun:test'
import { okta, scope, user } from '../people'
import type { Furnished } from './contract'

export function unitsContract(furnished: Furnished): void {
  describe('units', () => {
    test('return what they came to', async () => {
      expect(await furnished.store.write(async () => 42)).toBe(42)
    })

    test('are undone as a whole when they throw, and reject with what was thrown', async () => {
      const { store } = furnished
      const failing = store.write(async (tx) => {
        await tx.users.insert(user('ann'))
        throw new Error('changed my mind')
      })
      await expect(failing).rejects.toThrow('changed my mind')
      expect(await store.users.find(scope(okta), 'ann')).toBeUndefined()
    })

    test('see what they have written themselves, and what earlier ones have', async () => {
      const { store } = furnished
      await store.write((tx) => tx.users.insert(user('ann')))
      const second = await store.write(async (tx) => {
        await tx.users.insert(user('bob'))
        const { items } = await tx.users.list(scope(okta), { offset: 0, limit: 10 })
        return items.map(({ id }) => id)
      })
      expect(second).toEqual(['ann', 'bob'])
    })

    test('that fail do no harm to their neighbours', async () => {
      const { store } = furnished
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          store.write(async (tx) => {
            await tx.users.insert(user(`user${index}`))
            if (index % 5 === 2) throw new Error('no')
          }),
        ),
      )
      expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(4)
      const { items } = await store.users.list(scope(okta), { offset: 0, limit: 100 })
      const kept = [...outcomes.keys()].filter((index) => index % 5 !== 2).map((index) => `user${index}`)
      expect(items.map(({ id }) => id).toSorted()).toEqual(kept.toSorted())
    })

    test('run in the order in which they are handed in, where the store says so', async () => {
      const { store } = furnished
      const ids = Array.from({ length: 50 }, (_, index) => `user${index}`)
      await Promise.all(ids.map((id) => store.write((tx) => tx.users.insert(user(id)))))
      const { items } = await store.users.list(scope(okta), { offset: 0, limit: 100 })
      const made = items.map(({ id }) => id)
      expect(store.keepsOrder ? made : made.toSorted()).toEqual(store.keepsOrder ? ids : ids.toSorted())
    })

    test('run as if one after another, so that none loses what another adds', async () => {
      const { store } = furnished
      await store.write((tx) => tx.users.insert(user('ann')))
      await Promise.all(
        Array.from({ length: 200 }, () =>
          store.write(async (tx) => {
            const { version } = (await tx.users.find(scope(okta), 'ann')) ?? { version: 0 }
            expect(await tx.users.update(user('ann', {}, { version: version + 1 }))).toBe(true)
          }),
        ),
      )
      expect(await store.users.find(scope(okta), 'ann')).toMatchObject({ version: 201 })
    })

    test('that break a uniqueness of the database are refused and undone', async () => {
      const { store } = furnished
      await store.write((tx) => tx.users.insert(user('ann')))
      const clash = store.write(async (tx) => {
        await tx.users.insert(user('bob'))
        await tx.users.insert(user('other', { userName: 'ANN' }))
      })
      await expect(clash).rejects.toThrow()
      expect(await store.users.find(scope(okta), 'bob')).toBeUndefined()
    })
  })
}
