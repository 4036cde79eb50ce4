import { describe, expect, test } from 'bun:test'
import type { PeopleQuery } from '../../../src/directory/person'
import { entra, foreign, group, okta, scope, user, usersWhere } from '../people'
import type { Furnished } from './contract'

export function peopleContract(furnished: Furnished): void {
  describe('people', () => {
    const page = (query: Partial<PeopleQuery> = {}) =>
      furnished.store.people.list('acme', {
        sort: 'name',
        order: 'ascending',
        direction: 'forward',
        limit: 20,
        ...query,
      })
    const list = async (query: Partial<PeopleQuery> = {}) => {
      const { total, items } = await page(query)
      return [total, ...items.map(({ id }) => id)]
    }

    /** Five people of three kinds; a group makes admins of who is in it. */
    const people = () =>
      furnished.store.write(async (tx) => {
        await tx.users.insert(user('zoe', { displayName: 'Zoë Müller', emails: [{ value: 'zoe@x' }] }, { time: 1005 }))
        await tx.users.insert(user('ann', { displayName: 'Ann' }, { time: 1004, role: 'owner' }))
        await tx.users.insert(user('bob', { active: false }, { connection: entra, time: 1003 }))
        await tx.users.insert(
          user('hand', { name: { givenName: 'Mary', familyName: 'Hand' } }, { connection: undefined }),
        )
        await tx.users.insert(user('vic', { displayName: 'Victor' }, { role: 'viewer', time: 1001 }))
        await tx.users.insert(user('zoe2', { displayName: 'Zoe' }, { connection: foreign }))
        for (const id of ['inner', 'outer']) await tx.groups.insert(group(id))
        await tx.members.add(scope(okta), 'outer', [{ value: 'inner' }])
        await tx.members.add(scope(okta), 'inner', [{ value: 'zoe' }])
        await tx.groups.setRole('acme', 'outer', 'admin')
      })

    test('are those of the whole organization, by name', async () => {
      await people()
      expect(await list()).toEqual([5, 'ann', 'bob', 'hand', 'vic', 'zoe'])
      expect(await list({ order: 'descending' })).toEqual([5, 'zoe', 'vic', 'hand', 'bob', 'ann'])
    })

    test('are in the order of creation or of their last change', async () => {
      await people()
      expect(await list({ sort: 'created' })).toEqual([5, 'zoe', 'ann', 'bob', 'hand', 'vic'])
      expect(await list({ sort: 'created', order: 'descending', limit: 2 })).toEqual([5, 'vic', 'hand'])
      expect(await list({ sort: 'modified', order: 'descending' })).toEqual([5, 'zoe', 'ann', 'bob', 'vic', 'hand'])
    })

    const sorts = ['name', 'created', 'modified'] as const
    const filters = [{}, { words: ['o'] }, { state: 'active' as const }]
    const ways = sorts.flatMap((sort) =>
      (['ascending', 'descending'] as const).flatMap((order) => filters.map((filter) => ({ sort, order, ...filter }))),
    )
    test.each(ways)('go on from anybody in either direction: %j', async (way) => {
      await people()
      const { items } = await page(way)
      for (const [index, from] of items.entries()) {
        const forward = await page({ ...way, from, limit: 2 })
        expect(forward.items).toEqual(items.slice(index + 1, index + 3))
        expect(forward.isMore).toBe(index + 3 < items.length)
        const backward = await page({ ...way, from, limit: 2, direction: 'backward' })
        expect(backward.items).toEqual(items.slice(Math.max(0, index - 2), index))
        expect([backward.isMore, backward.total]).toEqual([index > 2, items.length])
      }
    })

    test('go on from where somebody was who is gone', async () => {
      await people()
      const [first] = (await page()).items
      await furnished.store.write((tx) => tx.users.delete(user('ann'), 2000))
      expect(await list({ ...(first && { from: first }), limit: 2 })).toEqual([4, 'bob', 'hand'])
    })

    test('are found by state, connection and effective role', async () => {
      await people()
      await furnished.store.write((tx) => tx.users.delete(user('vic'), 2000))
      expect(await list({ state: 'active' })).toEqual([3, 'ann', 'hand', 'zoe'])
      expect(await list({ state: 'inactive' })).toEqual([1, 'bob'])
      expect(await list({ state: 'deleted' })).toEqual([1, 'vic'])
      expect(await list({ connectionId: 'okta' })).toEqual([2, 'ann', 'zoe'])
      expect(await list({ connectionId: 'okta', sort: 'created' })).toEqual([2, 'zoe', 'ann'])
      expect(await list({ connectionId: 'okta', state: 'inactive' })).toEqual([0])
      expect(await list({ connectionId: null })).toEqual([1, 'hand'])
      expect(await list({ connectionId: null, sort: 'created' })).toEqual([1, 'hand'])
      expect(await list({ connectionId: 'foreign' })).toEqual([0])
      expect(await list({ role: 'owner' })).toEqual([1, 'ann'])
      expect(await list({ role: 'admin' })).toEqual([1, 'zoe'])
      expect(await list({ role: 'viewer' })).toEqual([0])
      expect(await list({ role: 'viewer', state: 'deleted' })).toEqual([1, 'vic'])
      expect(await list({ role: 'member' })).toEqual([2, 'bob', 'hand'])
    })

    test('are found by parts of their names, userNames and addresses, with or without accents', async () => {
      await people()
      expect(await list({ words: ['muller'] })).toEqual([1, 'zoe'])
      expect(await list({ words: ['muller', 'zoe'] })).toEqual([1, 'zoe'])
      expect(await list({ words: ['hand', 'mary'] })).toEqual([1, 'hand'])
      expect(await list({ words: ['e@x'], role: 'admin' })).toEqual([1, 'zoe'])
      expect(await list({ words: ['e@x'], role: 'owner' })).toEqual([0])
      expect(await list({ words: ['nobody'] })).toEqual([0])
      await furnished.store.write((tx) => tx.users.update(user('zoe', { displayName: 'Zora' }, { version: 2 })))
      expect(await list({ words: ['muller'] })).toEqual([0])
      expect(await list({ words: ['zora'] })).toEqual([1, 'zoe'])
    })

    test('are found by a filter, whether or not an index answers it', async () => {
      await people()
      expect(await list({ condition: usersWhere('userName eq "ZOE"') })).toEqual([1, 'zoe'])
      expect(await list({ condition: usersWhere('name.familyName eq "hand"') })).toEqual([1, 'hand'])
      expect(await list({ condition: usersWhere('userName eq "zoe2"') })).toEqual([0])
    })

    test('are found one by one, deleted ones too, with what gives them their role', async () => {
      const { store } = furnished
      await people()
      expect(await store.people.find('acme', 'zoe')).toMatchObject({ role: 'member', effectiveRole: 'admin' })
      expect(await store.people.roleGivers('acme', 'zoe')).toEqual([{ id: 'outer', name: 'outer', role: 'admin' }])
      expect(await store.people.roleGivers('globex', 'zoe')).toEqual([])
      expect(await store.people.find('globex', 'zoe')).toBeUndefined()
      await store.write((tx) => tx.users.delete(user('vic'), 2000))
      expect(await store.people.find('acme', 'vic')).toMatchObject({ deletedAt: 2000, effectiveRole: 'viewer' })
    })

    test('that are deleted can be restored with all they are found by', async () => {
      const { store } = furnished
      await people()
      await store.write((tx) => tx.users.delete(user('zoe'), 2000))
      const back = user('zoe', { displayName: 'Zoë', emails: [{ value: 'zoe@y' }] }, { version: 2, time: 3000 })
      expect(await store.write((tx) => tx.users.restore({ ...back, version: 3 }))).toBe(false)
      expect(await store.write((tx) => tx.users.restore(back))).toBe(true)
      expect(await store.write((tx) => tx.users.restore({ ...back, version: 3 }))).toBe(false)
      expect(await store.people.find('acme', 'zoe')).toMatchObject({ version: 2, modified: 3000, groups: [] })
      expect(await store.users.findByUserName('acme', 'zoe')).toMatchObject({ id: 'zoe' })
      expect(await list({ words: ['zoe@y'] })).toEqual([1, 'zoe'])
      expect(await list({ condition: usersWhere('emails.value eq "zoe@y"') })).toEqual([1, 'zoe'])
      expect(await list({ state: 'deleted' })).toEqual([0])
      expect((await page()).total).toBe(5)
    })

    test('that were deleted long ago are removed for good, a few at a time', async () => {
      const { store } = furnished
      await people()
      await store.write(async (tx) => {
        await tx.credentials.put('zoe', 'hash')
        for (const [index, id] of ['zoe', 'vic', 'bob'].entries()) await tx.users.delete(user(id), 2000 + index)
      })
      const purge = (before: number, limit: number) => store.write((tx) => tx.people.purge(before, limit))
      expect(await purge(2002, 1)).toBe(1)
      expect(await purge(2002, 5)).toBe(1)
      expect(await purge(2002, 5)).toBe(0)
      expect(await list({ state: 'deleted' })).toEqual([1, 'bob'])
      expect(await store.people.find('acme', 'zoe')).toBeUndefined()
    })
  })
}
