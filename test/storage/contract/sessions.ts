import { describe, expect, test } from 'bun:test'
import type { Session } from '../../../src/directory/account'
import { okta, scope, user } from '../people'
import type { Furnished } from './contract'

const session = (hash: string, more: Partial<Session> = {}): Session => ({
  hash,
  userId: 'ann',
  created: 1,
  expires: 100,
  ...more,
})

export function sessionsContract(furnished: Furnished): void {
  describe('sessions', () => {
    test('are found with whom they are of, and the role of the moment', async () => {
      const { store } = furnished
      const made = session('a', { ip: '192.0.2.1', userAgent: 'a browser' })
      const roleNow = async () => (await store.sessions.find('a'))?.account.effectiveRole
      await store.write(async (tx) => {
        await tx.users.insert(user('ann'))
        await tx.sessions.insert(made)
        const { organizationId } = scope(okta)
        const group = { id: 'crew', organizationId, connectionId: okta.id, document: '{"displayName":"Crew"}' }
        await tx.groups.insert({ ...group, version: 1, created: 1, modified: 1, keys: { displayName: 'crew' } })
        await tx.members.add(scope(okta), 'crew', [{ value: 'ann' }])
      })
      expect((await store.sessions.find('a'))?.session).toEqual(made)
      expect((await store.sessions.find('a'))?.account.id).toBe('ann')
      expect(await roleNow()).toBe('member')
      await store.write((tx) => tx.groups.setRole(scope(okta).organizationId, 'crew', 'viewer'))
      expect(await roleNow()).toBe('viewer')
      await store.write((tx) => tx.members.remove('crew', ['ann']))
      expect(await roleNow()).toBe('member')
      await store.write((tx) => tx.users.delete(user('ann'), 2))
      expect(await store.sessions.find('a')).toBeUndefined()
    })

    test('are listed for a person, the newest first, and end one by one, all but one, or by time', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        await tx.users.insert(user('ann'))
        await tx.users.insert(user('bob'))
        for (const created of [1, 3, 2, 4, 5]) await tx.sessions.insert(session(`${created}`, { created }))
        await tx.sessions.insert(session('of bob', { userId: 'bob' }))
      })
      const listed = async () => (await store.sessions.listOf('ann')).map(({ hash }) => hash)
      expect(await listed()).toEqual(['5', '4', '3', '2', '1'])
      await store.write(async (tx) => {
        await tx.sessions.extend('4', 200)
        await tx.sessions.delete('5')
      })
      expect(await store.write((tx) => tx.sessions.deleteOf('ann', '4'))).toBe(3)
      expect(await listed()).toEqual(['4'])
      await store.write((tx) => tx.sessions.deleteExpired(101))
      expect(await listed()).toEqual(['4'])
      expect(await store.sessions.find('of bob')).toBeUndefined()
      expect(await store.write((tx) => tx.sessions.deleteOf('ann'))).toBe(1)
    })
  })
}
