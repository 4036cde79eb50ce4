import { describe, expect, test } from 'bun:test'
import type { Link } from '../../../src/directory/account'
import { user } from '../people'
import type { Furnished } from './contract'

const link = (hash: string, more: Partial<Link> = {}): Link => ({
  hash,
  purpose: 'invitation',
  userId: 'ann',
  created: 1,
  expires: 100,
  ...more,
})

export function linksContract(furnished: Furnished): void {
  describe('links', () => {
    test('are found as they were made, and used once', async () => {
      const { store } = furnished
      const made = link('a', { madeBy: 'bob' })
      await store.write(async (tx) => {
        await tx.users.insert(user('ann'))
        await tx.users.insert(user('bob'))
        await tx.links.insert(made)
      })
      expect(await store.links.find('a')).toEqual(made)
      const used = await Promise.all([1, 2].map(() => store.write((tx) => tx.links.delete('a'))))
      expect(used.toSorted()).toEqual([false, true])
      expect(await store.links.find('a')).toBeUndefined()
    })

    test('end earlier ones of the same person and purpose, and no others', async () => {
      const { store } = furnished
      const first: Link = { hash: 'first run', purpose: 'first-run', created: 1, expires: 100 }
      await store.write(async (tx) => {
        await tx.users.insert(user('ann'))
        await tx.users.insert(user('bob'))
        for (const each of [
          link('a'),
          link('b', { userId: 'bob' }),
          link('c', { purpose: 'password-reset' }),
          { ...first, hash: 'older' },
          first,
          link('d'),
        ])
          await tx.links.insert(each)
      })
      const found = await Promise.all(['a', 'b', 'c', 'd', 'older', 'first run'].map((hash) => store.links.find(hash)))
      expect(found.map((each) => each?.hash)).toEqual([undefined, 'b', 'c', 'd', undefined, 'first run'])
      expect(found.at(-1)).toEqual(first)
      await store.write((tx) => tx.links.deleteOf('ann'))
      expect(await store.links.find('c')).toBeUndefined()
      expect(await store.links.find('b')).toBeDefined()
      await store.write((tx) => tx.links.deleteExpired(101))
      expect(await store.links.find('b')).toBeUndefined()
    })
  })
}
