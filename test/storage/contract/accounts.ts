import { describe, expect, test } from 'bun:test'
import { user } from '../people'
import type { Furnished } from './contract'

export function accountsContract(furnished: Furnished): void {
  describe('accounts', () => {
    test('are found by userName before e-mail address, and only with a password', async () => {
      const { store } = furnished
      const named = user('ann')
      const login = named.keys.userName
      await store.write(async (tx) => {
        for (const id of ['bob', 'cid']) {
          const other = user(id)
          await tx.users.insert({ ...other, keys: { ...other.keys, emails: [login] } })
        }
        await tx.users.insert(named)
        for (const id of ['ann', 'bob']) await tx.credentials.put(id, `hash of ${id}`)
      })
      const found = await store.accounts.findByLogin(login)
      expect(found.map(({ id, passwordHash }) => [id, passwordHash])).toEqual([
        ['ann', 'hash of ann'],
        ['bob', 'hash of bob'],
      ])
    })

    test('of owners are those who are active, in their organization', async () => {
      const { store } = furnished
      const ann = user('ann')
      await store.write(async (tx) => {
        await tx.users.insert({ ...ann, role: 'owner' })
        await tx.users.insert({ ...user('bob'), role: 'admin' })
        const cid = user('cid')
        await tx.users.insert({ ...cid, role: 'owner', keys: { ...cid.keys, active: false } })
      })
      expect((await store.accounts.ownersOf(ann.organizationId)).map(({ id }) => id)).toEqual(['ann'])
      expect(await store.accounts.ownersOf('elsewhere')).toEqual([])
    })
  })

  test('counts of failures keep the worst, and of equals the latest', async () => {
    const { store } = furnished
    const kept = async () => {
      const all = await Promise.all(['a', 'b', 'c', 'd'].map((key) => store.signInFailures.find(key)))
      return all.map((each) => each?.failures)
    }
    await store.write(async (tx) => {
      await tx.signInFailures.put('a', 1, 10)
      await tx.signInFailures.put('b', 7, 1)
      await tx.signInFailures.put('c', 1, 20)
      await tx.signInFailures.put('d', 2, 5)
      await tx.signInFailures.keepWorst(3)
    })
    expect(await kept()).toEqual([undefined, 7, 1, 2])
    await store.write((tx) => tx.signInFailures.deleteBefore(5))
    expect(await kept()).toEqual([undefined, undefined, 1, 2])
  })
}
