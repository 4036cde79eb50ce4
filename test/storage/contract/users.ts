import { describe, expect, test } from 'bun:test'
import { entra, foreign, group, okta, scope, user, usersWhere } from '../people'
import type { Furnished } from './contract'

export function usersContract(furnished: Furnished): void {
  describe('users', () => {
    test('come back as they were put in', async () => {
      const { store } = furnished
      const ann = user('ann', { displayName: 'Ann Ärmel', emails: [{ value: 'Ann@Example.com' }] }, { role: 'admin' })
      await store.write((tx) => tx.users.insert(ann))
      const { keys, ...stored } = ann
      expect(await store.users.find(scope(okta), 'ann')).toEqual({ ...stored, active: keys.active, groups: [] })
    })

    test('are seen by their own connection alone; without a connection, by those that include unowned ones', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        await tx.users.insert(user('ann'))
        await tx.users.insert(user('hand', {}, { connection: undefined }))
      })
      const seenBy = async (id: string) => {
        const scopes = [scope(okta), scope(okta, true), scope(entra), scope(entra, true), scope(foreign, true)]
        const found = await Promise.all(scopes.map((each) => store.users.find(each, id)))
        return found.map((each) => each !== undefined)
      }
      expect(await seenBy('ann')).toEqual([true, true, false, false, false])
      expect(await seenBy('hand')).toEqual([false, true, false, true, false])
    })

    test('are invisible to a scope whose organization is not that of its connection', async () => {
      const { store } = furnished
      await store.write((tx) => tx.users.insert(user('ann')))
      const mismatched = { ...scope(okta), organizationId: 'globex' }
      expect(await store.users.find(mismatched, 'ann')).toBeUndefined()
      expect(await store.users.list(mismatched, { offset: 0, limit: 10 })).toEqual({ total: 0, items: [] })
    })

    test('are replaced by the next version only', async () => {
      const { store } = furnished
      await store.write((tx) => tx.users.insert(user('ann')))
      const update = (version: number) =>
        store.write((tx) => tx.users.update(user('ann', { title: `v${version}` }, { version, time: 2000 })))
      expect(await update(3)).toBe(false)
      expect(await update(1)).toBe(false)
      expect(await update(2)).toBe(true)
      expect(await update(2)).toBe(false)
      const found = await store.users.find(scope(okta), 'ann')
      expect(found).toMatchObject({ version: 2, created: 1000, modified: 2000 })
      expect(JSON.parse(found?.document ?? '')).toMatchObject({ title: 'v2' })
    })

    test('are found by what an update made of their keys, and no longer by what they were', async () => {
      const { store } = furnished
      const emails = (...values: string[]) => ({ emails: values.map((value) => ({ value })) })
      await store.write((tx) => tx.users.insert(user('ann', { externalId: 'x1', ...emails('a@x', 'b@x') })))
      await store.write((tx) =>
        tx.users.update(user('ann', { userName: 'Anna', externalId: 'x2', ...emails('b@x', 'c@x') }, { version: 2 })),
      )
      expect(await store.users.findByUserName('acme', 'ann')).toBeUndefined()
      expect(await store.users.findByUserName('acme', 'anna')).toMatchObject({ id: 'ann', version: 2 })
      const count = async (filter: string) =>
        (await store.users.list(scope(okta), { condition: usersWhere(filter), offset: 0, limit: 0 })).total
      for (const gone of ['externalId eq "x1"', 'emails.value eq "a@x"', 'userName eq "ann"'])
        expect(await count(gone)).toBe(0)
      for (const found of ['externalId eq "x2"', 'emails.value eq "b@x"', 'emails.value eq "c@x"'])
        expect(await count(found)).toBe(1)
    })

    test('that are adopted belong to the connection from then on', async () => {
      const { store } = furnished
      await store.write((tx) => tx.users.insert(user('hand', {}, { connection: undefined })))
      await store.write((tx) => tx.users.update(user('hand', {}, { version: 2 })))
      expect(await store.users.find(scope(okta), 'hand')).toMatchObject({ connectionId: 'okta', source: 'scim' })
      expect((await store.users.list(scope(okta), { offset: 0, limit: 10 })).total).toBe(1)
      expect((await store.users.list(scope(entra, true), { offset: 0, limit: 10 })).total).toBe(0)
    })

    test('are found by userName in their organization, whoever they belong to', async () => {
      const { store } = furnished
      await store.write((tx) => tx.users.insert(user('ann', { userName: 'Änn' })))
      expect(await store.users.findByUserName('acme', 'änn')).toMatchObject({ id: 'ann' })
      expect(await store.users.findByUserName('globex', 'änn')).toBeUndefined()
    })

    test('without a connection are found by their primary address, else the first', async () => {
      const { store } = furnished
      const emails = [{ value: 'first@x' }, { value: 'Main@x', primary: true }]
      await store.write(async (tx) => {
        await tx.users.insert(user('ann', { emails }))
        await tx.users.insert(user('hand', { emails }, { connection: undefined }))
        await tx.users.insert(user('later', { emails }, { connection: undefined }))
      })
      expect(await store.users.findUnownedByEmail('acme', 'main@x')).toMatchObject({ id: 'hand' })
      expect(await store.users.findUnownedByEmail('acme', 'first@x')).toBeUndefined()
      expect(await store.users.findUnownedByEmail('globex', 'main@x')).toBeUndefined()
    })

    test('that own the organization are counted while they are active and there', async () => {
      const { store } = furnished
      const owner = { role: 'owner' as const }
      await store.write(async (tx) => {
        await tx.users.insert(user('one', {}, owner))
        await tx.users.insert(user('two', {}, owner))
        await tx.users.insert(user('idle', { active: false }, owner))
        await tx.users.insert(user('other', {}, { ...owner, connection: foreign }))
        await tx.users.insert(user('admin', {}, { role: 'admin' }))
      })
      expect(await store.users.countActiveOwners('acme')).toBe(2)
      await store.write((tx) => tx.users.update(user('one', { active: false }, { ...owner, version: 2 })))
      await store.write((tx) => tx.users.delete(user('two'), 2000))
      expect(await store.users.countActiveOwners('acme')).toBe(0)
    })

    test('that are deleted are gone, free their userName, leave their groups and keep their name', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        await tx.users.insert(user('ann', { userName: 'Ann', emails: [{ value: 'a@x' }] }))
        for (const id of ['team', 'club', 'empty']) await tx.groups.insert(group(id))
        for (const id of ['team', 'club']) await tx.members.add(scope(okta), id, [{ value: 'ann' }])
      })
      const left = await store.write((tx) => tx.users.delete(user('ann'), 2000))
      expect(left.map(({ id }) => id).toSorted()).toEqual(['club', 'team'])
      for (const each of left) expect(each).toMatchObject({ version: 2, modified: 2000, memberCount: 0 })
      expect(await store.groups.find(scope(okta), 'team')).toMatchObject({ version: 2, memberCount: 0 })
      expect(await store.groups.find(scope(okta), 'empty')).toMatchObject({ version: 1 })
      expect(await store.members.list('team')).toEqual([])
      expect(await store.users.find(scope(okta), 'ann')).toBeUndefined()
      expect(await store.users.findByUserName('acme', 'ann')).toBeUndefined()
      expect(await store.users.list(scope(okta), { offset: 0, limit: 10 })).toEqual({ total: 0, items: [] })
      expect(await store.users.nameOf('acme', 'ann')).toBe('Ann')
      expect(await store.users.nameOf('globex', 'ann')).toBeUndefined()
      await store.write((tx) => tx.users.insert(user('ann2', { userName: 'ann' })))
      expect(await store.users.findByUserName('acme', 'ann')).toMatchObject({ id: 'ann2' })
    })

    test('cannot be deleted or changed once they are deleted', async () => {
      const { store } = furnished
      await store.write((tx) => tx.users.insert(user('ann')))
      await store.write((tx) => tx.users.delete(user('ann'), 2000))
      expect(await store.write((tx) => tx.users.delete(user('ann'), 3000))).toEqual([])
      expect(await store.write((tx) => tx.users.update(user('ann', {}, { version: 2 })))).toBe(false)
    })

    test('keep the password that was put last', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        await tx.users.insert(user('ann'))
        await tx.credentials.put('ann', 'first')
        await tx.credentials.put('ann', 'second')
      })
      const missing = store.write((tx) => tx.credentials.put('nobody', 'hash'))
      await expect(missing).rejects.toThrow()
    })

    test('may have the same userName in two organizations', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        await tx.users.insert(user('a', { userName: 'ann' }))
        await tx.users.insert(user('b', { userName: 'ann' }, { connection: foreign }))
      })
      expect(await store.users.findByUserName('globex', 'ann')).toMatchObject({ id: 'b', organizationId: 'globex' })
    })
  })
}
