import { describe, expect, test } from 'bun:test'
import { entra, group, okta, scope, user } from '../people'
import type { Furnished } from './contract'

export function groupsContract(furnished: Furnished): void {
  describe('groups', () => {
    test('come back as they were put in', async () => {
      const { store } = furnished
      const team = group('team', { displayName: 'Team', externalId: 'x' })
      await store.write((tx) => tx.groups.insert(team))
      const { keys: _, ...stored } = team
      expect(await store.groups.find(scope(okta), 'team')).toEqual({ ...stored, memberCount: 0 })
      expect(await store.groups.find(scope(entra, true), 'team')).toBeUndefined()
    })

    test('are found by the name they claim in their connection', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        await tx.groups.insert(group('team', { displayName: 'Team' }))
        await tx.groups.insert(group('theirs', { displayName: 'Team' }, { connection: entra }))
      })
      expect(await store.groups.findByUniqueName('okta', 'team')).toMatchObject({ id: 'team' })
      expect(await store.groups.findByUniqueName('entra', 'team')).toMatchObject({ id: 'theirs' })
      expect(await store.groups.findByUniqueName('okta', 'club')).toBeUndefined()
      const namesake = store.write((tx) => tx.groups.insert(group('second', { displayName: 'TEAM' })))
      await expect(namesake).rejects.toThrow()
    })

    test('may share a name where none claims it', async () => {
      const { store } = furnished
      const { keys, ...rest } = group('team')
      const { uniqueName: _, ...shared } = keys
      await store.write(async (tx) => {
        await tx.groups.insert({ ...rest, keys: shared })
        await tx.groups.insert({ ...rest, id: 'second', keys: shared })
      })
      expect((await store.groups.list(scope(okta), { offset: 0, limit: 10 })).total).toBe(2)
    })

    test('are replaced by the next version only, and keep their members', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        await tx.users.insert(user('ann'))
        await tx.groups.insert(group('team'))
        await tx.members.add(scope(okta), 'team', [{ value: 'ann' }])
      })
      const renamed = (version: number) => group('team', { displayName: 'New' }, { version })
      expect(await store.write((tx) => tx.groups.update(renamed(3)))).toBe(false)
      expect(await store.write((tx) => tx.groups.update(renamed(2)))).toBe(true)
      expect(await store.groups.find(scope(okta), 'team')).toMatchObject({ version: 2, memberCount: 1 })
      expect(await store.groups.findByUniqueName('okta', 'team')).toBeUndefined()
      expect((await store.users.find(scope(okta), 'ann'))?.groups).toEqual([
        { value: 'team', display: 'New', type: 'direct' },
      ])
    })

    test('that are deleted are gone, free their name, and leave their parents and their members', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        await tx.users.insert(user('ann'))
        for (const id of ['team', 'parent']) await tx.groups.insert(group(id))
        await tx.members.add(scope(okta), 'team', [{ value: 'ann' }])
        await tx.members.add(scope(okta), 'parent', [{ value: 'team' }, { value: 'ann' }])
      })
      const parents = await store.write((tx) => tx.groups.delete(group('team'), 2000))
      expect(parents).toMatchObject([{ id: 'parent', version: 2, modified: 2000, memberCount: 1 }])
      expect(await store.groups.find(scope(okta), 'team')).toBeUndefined()
      expect(await store.members.list('team')).toEqual([])
      expect(await store.members.list('parent')).toMatchObject([{ value: 'ann' }])
      expect((await store.users.find(scope(okta), 'ann'))?.groups).toEqual([
        { value: 'parent', display: 'parent', type: 'direct' },
      ])
      expect(await store.groups.nameOf('acme', 'team')).toBe('team')
      await store.write((tx) => tx.groups.insert(group('team2', { displayName: 'Team' })))
      expect(await store.write((tx) => tx.groups.delete(group('team'), 3000))).toEqual([])
    })

    test('without a connection are seen by those that include unowned ones', async () => {
      const { store } = furnished
      await store.write((tx) => tx.groups.insert(group('hand', {}, { connection: undefined })))
      expect(await store.groups.find(scope(okta), 'hand')).toBeUndefined()
      expect(await store.groups.find(scope(okta, true), 'hand')).toMatchObject({ id: 'hand' })
      expect((await store.groups.list(scope(okta, true), { offset: 0, limit: 10 })).total).toBe(1)
    })
  })
}
