import { describe, expect, test } from 'bun:test'
import type { Attribute } from '../../../src/scim/attribute'
import { parseFilter } from '../../../src/scim/filter-parser'
import { lenient } from '../../../src/scim/leniency'
import { resolveElement } from '../../../src/scim/resolve'
import { group as groupSchema } from '../../../src/scim/schemas/group'
import { entra, group, okta, scope, user, usersWhere } from '../people'
import type { Furnished } from './contract'

const attribute = groupSchema.attributes.find(({ name }) => name === 'members') as Attribute
const membersWhere = (filter: string) => resolveElement(attribute, parseFilter(filter, lenient()), lenient())

export function membersContract(furnished: Furnished): void {
  describe('members', () => {
    const people = async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        await tx.users.insert(user('ann', { displayName: 'Ann' }))
        await tx.users.insert(user('bob', { userName: 'Bob' }))
        await tx.users.insert(user('cid', { displayName: 'Cid' }))
        await tx.users.insert(user('theirs', {}, { connection: entra }))
        await tx.groups.insert(group('team'))
        await tx.groups.insert(group('club', { displayName: 'Club' }))
      })
      return store
    }
    const add = (...values: string[]) =>
      furnished.store.write((tx) =>
        tx.members.add(
          scope(okta),
          'team',
          values.map((value) => ({ value })),
        ),
      )

    test('are listed in the order they were added, by what they were called or are called now', async () => {
      const store = await people()
      await add('cid', 'club')
      await store.write((tx) =>
        tx.members.add(scope(okta), 'team', [{ value: 'ann', display: 'Ännchen' }, { value: 'bob' }]),
      )
      expect(await store.members.list('team')).toEqual([
        { value: 'cid', type: 'User', display: 'Cid' },
        { value: 'club', type: 'Group', display: 'Club' },
        { value: 'ann', type: 'User', display: 'Ännchen' },
        { value: 'bob', type: 'User', display: 'Bob' },
      ])
      await store.write((tx) => tx.users.update(user('cid', { displayName: 'Sid' }, { version: 2 })))
      expect((await store.members.list('team'))[0]).toMatchObject({ display: 'Sid' })
      expect(await store.groups.find(scope(okta), 'team')).toMatchObject({ memberCount: 4 })
    })

    test('are added once, and those that were there already are not named as added', async () => {
      const store = await people()
      expect(await add('ann', 'bob', 'ann')).toEqual({ added: ['ann', 'bob'] })
      expect(await add('bob', 'cid')).toEqual({ added: ['cid'] })
      expect(await store.groups.find(scope(okta), 'team')).toMatchObject({ memberCount: 3 })
    })

    test('are all refused where one is nobody in the scope', async () => {
      const store = await people()
      for (const stranger of ['nobody', 'theirs']) {
        expect(await add('ann', stranger)).toEqual({ added: [], missing: stranger })
      }
      await store.write((tx) => tx.users.delete(user('bob'), 2000))
      expect(await add('ann', 'bob')).toEqual({ added: [], missing: 'bob' })
      expect(await store.members.list('team')).toEqual([])
      expect(await store.groups.find(scope(okta), 'team')).toMatchObject({ memberCount: 0 })
    })

    test('are removed by id, those that were none left out', async () => {
      const store = await people()
      await add('ann', 'bob', 'club')
      const removed = await store.write((tx) => tx.members.remove('team', ['club', 'cid', 'ann', 'ann', 'nobody']))
      expect(removed).toEqual(['club', 'ann'])
      expect(await store.members.list('team')).toMatchObject([{ value: 'bob' }])
      expect(await store.groups.find(scope(okta), 'team')).toMatchObject({ memberCount: 1 })
    })

    test.each([
      ['value eq "ann"', ['ann']],
      ['value eq "ann" or value eq "club"', ['ann', 'club']],
      ['value eq "ann" and type eq "group"', []],
      ['type eq "GROUP"', ['club']],
      ['display eq "ÄNNCHEN"', ['ann']],
      ['display sw "c"', ['cid', 'club']],
      ['not (type eq "User")', ['club']],
      ['$ref ew "/Users/bob"', ['bob']],
      ['$ref eq "https://any.example/scim/v2/Groups/club"', ['club']],
      ['value pr', ['ann', 'bob', 'cid', 'club']],
      ['display eq "nobody"', []],
    ])('are removed where %s', async (filter, expected) => {
      const store = await people()
      await store.write((tx) => tx.members.add(scope(okta), 'team', [{ value: 'ann', display: 'Ännchen' }]))
      await add('bob', 'cid', 'club')
      const removed = await store.write((tx) => tx.members.removeWhere('team', membersWhere(filter)))
      expect(removed.toSorted()).toEqual(expected)
      expect(await store.groups.find(scope(okta), 'team')).toMatchObject({ memberCount: 4 - expected.length })
      const left = (await store.members.list('team')).map(({ value }) => value)
      expect(left).toEqual(['ann', 'bob', 'cid', 'club'].filter((id) => !expected.includes(id)))
    })

    test('are all removed where no condition is given, and of no other group', async () => {
      const store = await people()
      await add('ann', 'bob')
      await store.write((tx) => tx.members.add(scope(okta), 'club', [{ value: 'ann' }]))
      expect(await store.write((tx) => tx.members.removeWhere('team'))).toEqual(['ann', 'bob'])
      expect(await store.members.list('club')).toMatchObject([{ value: 'ann' }])
      expect(await store.groups.find(scope(okta), 'club')).toMatchObject({ memberCount: 1 })
    })

    test('of several groups come by group, those without members left out', async () => {
      const store = await people()
      await add('bob', 'ann')
      const found = await store.members.listOf(['club', 'team', 'team', 'nobody'])
      expect([...found.keys()]).toEqual(['team'])
      expect(found.get('team')).toMatchObject([{ value: 'bob' }, { value: 'ann' }])
    })

    test('show as groups of the user', async () => {
      const store = await people()
      await add('ann')
      await store.write((tx) => tx.members.add(scope(okta), 'club', [{ value: 'ann' }]))
      const groups = [
        { value: 'team', display: 'team', type: 'direct' as const },
        { value: 'club', display: 'Club', type: 'direct' as const },
      ]
      expect((await store.users.find(scope(okta), 'ann'))?.groups).toEqual(groups)
      const { items } = await store.users.list(scope(okta), { offset: 0, limit: 10 })
      expect(items.map((each) => each.groups)).toEqual([groups, [], []])
    })

    test('of groups in groups show as indirect, once each, and direct where they are both', async () => {
      const store = await people()
      await store.write(async (tx) => {
        for (const id of ['upper', 'top']) await tx.groups.insert(group(id))
        await tx.members.add(scope(okta), 'team', [{ value: 'ann' }])
        await tx.members.add(scope(okta), 'club', [{ value: 'ann' }, { value: 'team' }])
        await tx.members.add(scope(okta), 'upper', [{ value: 'team' }, { value: 'club' }])
        await tx.members.add(scope(okta), 'top', [{ value: 'upper' }, { value: 'bob' }])
      })
      const typesOf = async (id: string) => {
        const groups = (await store.users.find(scope(okta), id))?.groups ?? []
        return groups.map(({ value, type }) => `${value} ${type}`)
      }
      expect(await typesOf('ann')).toEqual(['team direct', 'club direct', 'upper indirect', 'top indirect'])
      expect(await typesOf('bob')).toEqual(['top direct'])
      expect(await typesOf('cid')).toEqual([])
      const find = async (filter: string) => {
        const query = { condition: usersWhere(filter), offset: 0, limit: 10 }
        return (await store.users.list(scope(okta), query)).items.map(({ id }) => id)
      }
      expect(await find('groups.value eq "top"')).toEqual(['ann', 'bob'])
      expect(await find('groups[value eq "top" and type eq "indirect"]')).toEqual(['ann'])
      await store.write((tx) => tx.groups.delete(group('upper'), 2000))
      expect(await typesOf('ann')).toEqual(['team direct', 'club direct'])
    })

    test('that are groups are seen to close a circle', async () => {
      const store = await people()
      await store.write(async (tx) => {
        for (const id of ['low', 'lower']) await tx.groups.insert(group(id))
        await tx.members.add(scope(okta), 'team', [{ value: 'low' }, { value: 'ann' }])
        await tx.members.add(scope(okta), 'low', [{ value: 'lower' }])
      })
      const reaches = (groupId: string, memberId: string) => store.write((tx) => tx.members.reaches(groupId, memberId))
      expect(await reaches('lower', 'team')).toBe(true)
      expect(await reaches('low', 'team')).toBe(true)
      expect(await reaches('team', 'team')).toBe(true)
      expect(await reaches('team', 'low')).toBe(false)
      expect(await reaches('team', 'club')).toBe(false)
      expect(await reaches('team', 'ann')).toBe(false)
    })
  })
}
