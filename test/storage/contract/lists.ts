import { describe, expect, test } from 'bun:test'
import type { Query } from '../../../src/directory/stored-resource'
import { lenient } from '../../../src/scim/leniency'
import { etag } from '../../../src/scim/representation'
import { userType } from '../../../src/scim/resource-types'
import { enterpriseUser } from '../../../src/scim/schemas/enterprise-user'
import { sortBy } from '../../../src/scim/sort'
import { entra, foreign, group, groupsWhere, okta, scope, user, usersWhere } from '../people'
import type { Furnished } from './contract'

export function listsContract(furnished: Furnished): void {
  describe('lists', () => {
    const list = async (query: Partial<Query>, includeUnowned = false) => {
      const found = await furnished.store.users.list(scope(okta, includeUnowned), { offset: 0, limit: 100, ...query })
      return [found.total, ...found.items.map(({ id }) => id)]
    }
    const where = (filter: string, includeUnowned = false) => list({ condition: usersWhere(filter) }, includeUnowned)

    const people = () =>
      furnished.store.write(async (tx) => {
        for (let index = 0; index < 10; index++) {
          await tx.users.insert(user(`u${index}`, { title: index % 2 ? 'Odd' : 'Even' }))
          await tx.users.insert(user(`h${index}`, { title: 'Hand' }, { connection: undefined }))
          await tx.users.insert(user(`x${index}`, {}, { connection: entra }))
          await tx.users.insert(user(`f${index}`, {}, { connection: foreign }))
        }
      })

    test('are in the order of creation, page by page, with the true total', async () => {
      await people()
      expect(await list({ limit: 3 })).toEqual([10, 'u0', 'u1', 'u2'])
      expect(await list({ offset: 8, limit: 3 })).toEqual([10, 'u8', 'u9'])
      expect(await list({ offset: 10, limit: 3 })).toEqual([10])
      expect(await list({ offset: 99, limit: 3 })).toEqual([10])
      expect(await list({ limit: 0 })).toEqual([10])
    })

    test('include people without a connection in the same order where they are to be seen', async () => {
      await people()
      expect(await list({ limit: 5 }, true)).toEqual([20, 'u0', 'h0', 'u1', 'h1', 'u2'])
      expect(await list({ offset: 17, limit: 5 }, true)).toEqual([20, 'h8', 'u9', 'h9'])
      expect(await where('title eq "hand"')).toEqual([0])
      expect(await list({ condition: usersWhere('title eq "hand"'), offset: 1, limit: 2 }, true)).toEqual([
        10,
        'h1',
        'h2',
      ])
    })

    test('have every page where it belongs, however deep, as people come, go and are adopted', async () => {
      const { store } = furnished
      for (let start = 0; start < 7200; start += 400) {
        await store.write(async (tx) => {
          for (let index = start; index < start + 400; index++) {
            const connection = [okta, undefined, entra][index % 3]
            await tx.users.insert(user(`u${index}`, {}, { connection }))
          }
        })
      }
      await store.write(async (tx) => {
        for (const index of [0, 3, 3000, 3003]) await tx.users.delete(user(`u${index}`), 2000)
        for (const index of [1, 1501, 3001]) await tx.users.update(user(`u${index}`, {}, { version: 2 }))
        await tx.users.update(user('u1503', {}, { version: 2, connection: undefined }))
      })
      for (const includeUnowned of [false, true]) {
        const [total = 0, ...all] = await list({ limit: 10_000 }, includeUnowned)
        expect(total).toBe(all.length)
        for (const offset of [0, 999, 1000, 1001, 1190, 4096, 4444, all.length - 3, all.length, all.length + 1])
          expect(await list({ offset, limit: 5 }, includeUnowned)).toEqual([total, ...all.slice(offset, offset + 5)])
      }
    })

    test('count what meets the condition, whichever page is asked for', async () => {
      await people()
      const odd = { condition: usersWhere('title eq "odd"') }
      expect(await list({ ...odd, limit: 2 })).toEqual([5, 'u1', 'u3'])
      expect(await list({ ...odd, offset: 4, limit: 2 })).toEqual([5, 'u9'])
      expect(await list({ ...odd, offset: 9, limit: 2 })).toEqual([5])
      expect(await list({ ...odd, limit: 0 })).toEqual([5])
    })

    test('keep count as people come, go, return to nobody and are adopted', async () => {
      const { store } = furnished
      await people()
      await store.write((tx) => tx.users.delete(user('u3'), 2000))
      await store.write((tx) => tx.users.delete(user('h3', {}, { connection: undefined }), 2000))
      await store.write((tx) => tx.users.update(user('h4', {}, { version: 2 })))
      expect(await list({ limit: 1 })).toEqual([10, 'u0'])
      expect(await list({ limit: 1 }, true)).toEqual([18, 'u0'])
      await store.write((tx) => tx.users.update(user('u5', {}, { version: 2, connection: undefined })))
      expect(await list({ limit: 1 })).toEqual([9, 'u0'])
      expect(await list({ limit: 1 }, true)).toEqual([18, 'u0'])
    })

    test.each([
      ['userName eq "ANN"', ['ann']],
      ['id eq "ann"', ['ann']],
      ['id eq "ANN"', []],
      ['externalId eq "X1"', ['ann']],
      ['externalId eq "x1"', []],
      ['displayName eq "änn ärmel"', ['ann']],
      ['emails.value eq "ANN@home.example"', ['ann']],
      ['emails[type eq "work"].value eq "ann@home.example"', []],
      ['emails[type eq "home" and value eq "ann@home.example"]', ['ann']],
      ['emails.value eq "ann@home.example" and active eq false', []],
      ['emails[value eq "bob@x"] or userName eq "ann"', ['ann', 'bob']],
      [`${enterpriseUser.id}:employeeNumber eq "e1"`, ['ann']],
      ['groups.value eq "team"', ['ann', 'cid']],
      ['groups.display eq "TEAM"', ['ann', 'cid']],
      ['groups[value eq "team" and type eq "direct"]', ['ann', 'cid']],
      ['groups pr', ['ann', 'cid']],
      ['not (groups pr)', ['bob']],
      ['meta.version eq "W/\\"1\\""', ['bob']],
      ['meta.version sw "W/\\"1"', ['ann', 'bob', 'cid']],
      ['not (meta.version sw "W/\\"1-")', ['bob']],
      ['meta.resourceType eq "Group"', []],
      ['meta.lastModified gt "1970-01-01T00:00:01Z"', ['bob']],
      ['meta.location eq "https://any.example/scim/v2/Users/bob"', ['bob']],
      ['meta.location ew "/bob"', ['bob']],
      ['title pr', ['bob']],
      ['title ne "boss"', ['ann', 'cid']],
      ['userName sw "a" and not (userName ew "b")', ['ann']],
      ['name.familyName co "_"', []],
      ['nickName co "%"', ['bob']],
    ])('hold those where %s', async (filter, expected) => {
      await furnished.store.write(async (tx) => {
        const emails = [
          { value: 'ann@work.example', type: 'work' },
          { value: 'Ann@Home.example', type: 'home' },
        ]
        const extension = { [enterpriseUser.id]: { employeeNumber: 'E1' } }
        await tx.users.insert(
          user('ann', {
            externalId: 'X1',
            displayName: 'Änn Ärmel',
            name: { familyName: 'Arm' },
            emails,
            ...extension,
          }),
        )
        await tx.users.insert(
          user('bob', { title: 'Boss', nickName: '100%', emails: [{ value: 'bob@x' }] }, { time: 2000 }),
        )
        await tx.users.insert(user('cid', { nickName: '100' }))
        await tx.groups.insert(group('team', { displayName: 'Team' }))
        await tx.members.add(scope(okta), 'team', [{ value: 'cid' }, { value: 'ann' }])
      })
      expect(await where(filter)).toEqual([expected.length, ...expected])
      expect(await where(filter, true)).toEqual([expected.length, ...expected])
    })

    test('find people by the version they are shown with, whatever groups they are in', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        for (const [index, id] of ['ann', 'bob', 'cid', 'dot'].entries())
          await tx.users.insert(user(id, {}, { version: 1 + (index >> 1) }))
        for (const id of ['Täm "1"', 'parent', 'club']) await tx.groups.insert(group(id))
        await tx.members.add(scope(okta), 'Täm "1"', [{ value: 'ann' }, { value: 'cid' }])
        await tx.members.add(scope(okta), 'club', [{ value: 'cid' }])
        await tx.members.add(scope(okta), 'parent', [{ value: 'Täm "1"' }])
      })
      const { items } = await store.users.list(scope(okta), { offset: 0, limit: 10 })
      expect(new Set(items.map(etag)).size).toBe(4)
      for (const each of items) {
        const [version, other] = [etag(each), each.id === 'ann' ? 'cid' : 'ann']
        expect(await where(`meta.version eq ${JSON.stringify(version)}`)).toEqual([1, each.id])
        expect(await where(`meta.version eq ${JSON.stringify(version)} and id eq "${each.id}"`)).toEqual([1, each.id])
        expect(await where(`meta.version eq ${JSON.stringify(version)} and id eq "${other}"`)).toEqual([0])
      }
      expect(await where('meta.version eq "W/\\"1-nobody\\""')).toEqual([0])
    })

    test('find groups by name and by member', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        await tx.users.insert(user('ann'))
        for (const id of ['team', 'club', 'parent']) await tx.groups.insert(group(id))
        await tx.members.add(scope(okta), 'team', [{ value: 'ann', display: 'Ännchen' }])
        await tx.members.add(scope(okta), 'parent', [{ value: 'team' }])
      })
      const find = async (filter: string) => {
        const { total, items } = await store.groups.list(scope(okta), {
          condition: groupsWhere(filter),
          offset: 0,
          limit: 10,
        })
        return [total, ...items.map(({ id }) => id)]
      }
      expect(await find('displayName eq "TEAM"')).toEqual([1, 'team'])
      expect(await find('members.value eq "ann"')).toEqual([1, 'team'])
      expect(await find('members eq "team"')).toEqual([1, 'parent'])
      expect(await find('displayName eq "club" and members.value eq "ann"')).toEqual([0])
      expect(await find('displayName eq "team" and members.value eq "ann"')).toEqual([1, 'team'])
      expect(await find('members.display eq "ÄNNCHEN"')).toEqual([1, 'team'])
      expect(await find('members[type eq "Group"]')).toEqual([1, 'parent'])
      expect(await find('not (members pr)')).toEqual([1, 'club'])
    })

    test('are sorted as RFC 7644 says: unassigned last, or first where descending, equals as created', async () => {
      await furnished.store.write(async (tx) => {
        const emails = (...values: object[]) => ({ emails: values })
        await tx.users.insert(
          user('a', { title: 'beta', ...emails({ value: 'z@x' }, { value: 'B@x', primary: true }) }),
        )
        await tx.users.insert(user('b', {}))
        await tx.users.insert(user('c', { title: 'Alpha', ...emails({ value: 'c@x' }, { value: 'a@x' }) }))
        await tx.users.insert(user('d', { title: 'ALPHA', ...emails({ value: 'a@x' }) }))
      })
      const sorted = (name: string, order: string, more: Partial<Query> = {}) => {
        const sort = sortBy(userType, name, order, lenient())
        return list({ ...(sort && { sort }), ...more })
      }
      expect(await sorted('title', 'ascending')).toEqual([4, 'c', 'd', 'a', 'b'])
      expect(await sorted('title', 'descending')).toEqual([4, 'b', 'a', 'c', 'd'])
      expect(await sorted('emails', 'ascending')).toEqual([4, 'd', 'a', 'c', 'b'])
      expect(await sorted('emails.value', 'descending')).toEqual([4, 'b', 'c', 'a', 'd'])
      expect(await sorted('userName', 'descending', { offset: 1, limit: 2 })).toEqual([4, 'c', 'b'])
      const condition = usersWhere('title pr')
      expect(await sorted('title', 'ascending', { condition, offset: 1, limit: 1 })).toEqual([3, 'd'])
    })

    test('look at every row of a large connection, counting all and keeping the page', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        for (let index = 0; index < 2500; index++) {
          const owner = index % 2 ? {} : { connection: undefined }
          await tx.users.insert(user(`u${index}`, { title: index % 10 === 3 ? 'x' : 'y' }, owner))
        }
      })
      const condition = usersWhere('title eq "x"')
      expect(await list({ condition, offset: 248, limit: 5 })).toEqual([250, 'u2483', 'u2493'])
      expect(await list({ condition, offset: 248, limit: 5 }, true)).toEqual([250, 'u2483', 'u2493'])
      const inside = await store.write((tx) => tx.users.list(scope(okta), { condition, offset: 0, limit: 1 }))
      expect(inside.total).toBe(250)
    })
  })
}
