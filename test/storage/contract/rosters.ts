import { describe, expect, test } from 'bun:test'
import type { RosterMemberQuery, RosterQuery } from '../../../src/directory/roster'
import type { GroupRole } from '../../../src/directory/user'
import { entra, foreign, group, okta, scope, user } from '../people'
import type { Furnished } from './contract'

export function rostersContract(furnished: Furnished): void {
  describe('rosters', () => {
    const page = (query: Partial<RosterQuery> = {}) =>
      furnished.store.rosters.list('acme', { direction: 'forward', limit: 20, ...query })
    const list = async (query: Partial<RosterQuery> = {}) => {
      const { total, items } = await page(query)
      return [total, ...items.map(({ id }) => id)]
    }
    const members = async (id: string, query: Partial<RosterMemberQuery> = {}) => {
      const found = await furnished.store.rosters.members('acme', id, { direction: 'forward', limit: 20, ...query })
      return [found.isMore, ...found.items.map((member) => member.id)]
    }
    const effects = async (id: string, role: GroupRole | undefined, first = 20) => {
      const found = await furnished.store.rosters.roleEffects('acme', id, role, first)
      const [gains, losses] = [found.gains, found.losses].map(({ count, inactive, people }) => [
        count,
        inactive,
        ...people.map((each) => `${each.id}: ${each.from} → ${each.to}`),
      ])
      return { gains, losses }
    }

    /** Groups of three kinds; `outer` holds `inner`. */
    const groups = () =>
      furnished.store.write(async (tx) => {
        await tx.groups.insert(group('g2', { displayName: 'Bakers' }))
        await tx.groups.insert(group('g1', { displayName: 'Äpfel' }, { connection: undefined }))
        await tx.groups.insert(group('outer', { displayName: 'Crew of all' }))
        await tx.groups.insert(group('inner', { displayName: 'Night crew' }, { connection: entra }))
        await tx.groups.insert(group('same', { displayName: 'BAKERS' }, { connection: entra }))
        await tx.groups.insert(group('gone', { displayName: 'Crew of old' }))
        await tx.groups.delete(group('gone'), 2000)
        await tx.groups.insert(group('theirs', { displayName: 'Crew of theirs' }, { connection: foreign }))
        await tx.groups.setRole('acme', 'inner', 'admin')
        await tx.groups.setRole('acme', 'g2', 'viewer')
        await tx.groups.setRole('globex', 'theirs', 'viewer')
      })

    /** People of every kind in `inner` (`ann`, `bob`, `vic`) and `outer` (`outer` has `inner`, `ann`, `cat`, `own`). */
    const staffed = async () => {
      await groups()
      await furnished.store.write(async (tx) => {
        await tx.users.insert(user('ann', { displayName: 'Ann' }))
        await tx.users.insert(user('bob', { active: false }))
        await tx.users.insert(user('vic', {}, { role: 'viewer' }))
        await tx.users.insert(user('cat', { displayName: 'Čatka', emails: [{ value: 'x@cat.example' }] }))
        await tx.users.insert(user('own', {}, { role: 'owner' }))
        const everybody = { organizationId: 'acme', includeUnowned: true }
        const joined = (ids: readonly string[]) => ids.map((value) => ({ value }))
        await tx.groups.setRole('acme', 'inner', undefined)
        await tx.groups.setRole('acme', 'g2', undefined)
        await tx.members.add(everybody, 'inner', joined(['ann', 'bob', 'vic']))
        await tx.members.add(everybody, 'outer', joined(['inner', 'ann', 'cat', 'own']))
      })
    }

    test('are an organization’s groups by name, and those of equal names by age', async () => {
      await groups()
      expect(await list()).toEqual([5, 'g2', 'same', 'outer', 'inner', 'g1'])
      expect((await page()).items[0]).toMatchObject({ id: 'g2', name: 'Bakers', role: 'viewer', memberCount: 0 })
    })

    const filters: readonly Partial<RosterQuery>[] = [{}, { words: ['r'] }, { role: 'any' }, { connectionId: entra.id }]
    test.each(filters)('go on from any group in either direction: %j', async (filter) => {
      await groups()
      const { items } = await page(filter)
      expect(items.length).toBeGreaterThan(1)
      for (const [index, { id }] of items.entries()) {
        const forward = await page({ ...filter, from: id, limit: 1 })
        expect(forward.items).toEqual(items.slice(index + 1, index + 2))
        expect(forward.isMore).toBe(index + 2 < items.length)
        const backward = await page({ ...filter, from: id, direction: 'backward', limit: 1 })
        expect(backward.items).toEqual(items.slice(Math.max(0, index - 1), index))
        expect(backward.isMore).toBe(index > 1)
      }
    })

    test('go on from a group that was deleted meanwhile, and not from one of another organization', async () => {
      await groups()
      expect(await list({ from: 'gone' })).toEqual([5, 'inner', 'g1'])
      expect(await list({ from: 'theirs', limit: 1 })).toEqual([5, 'g2'])
    })

    test('are found by connection, by role, and by parts of their names whatever the accents', async () => {
      await groups()
      expect(await list({ connectionId: entra.id })).toEqual([2, 'same', 'inner'])
      expect(await list({ connectionId: null })).toEqual([1, 'g1'])
      expect(await list({ role: 'any' })).toEqual([2, 'g2', 'inner'])
      expect(await list({ role: 'admin' })).toEqual([1, 'inner'])
      expect(await list({ words: ['apf'] })).toEqual([1, 'g1'])
      expect(await list({ words: ['crew', 'night'] })).toEqual([1, 'inner'])
      expect(await list({ words: ['crew'], connectionId: okta.id })).toEqual([1, 'outer'])
      expect(await list({ words: ['%'] })).toEqual([0])
    })

    test('are found one by one, deleted ones too, but only in their organization', async () => {
      const { store } = furnished
      await groups()
      expect(await store.rosters.find('acme', 'gone')).toMatchObject({ name: 'Crew of old', deletedAt: 2000 })
      expect(await store.rosters.find('acme', 'inner')).toMatchObject({ role: 'admin', connectionId: entra.id })
      expect(await store.rosters.find('acme', 'theirs')).toBeUndefined()
      expect(await store.rosters.find('acme', 'nothing')).toBeUndefined()
    })

    test('page their direct members in the order of joining, in either direction', async () => {
      await staffed()
      expect(await members('outer', { limit: 2 })).toEqual([true, 'inner', 'ann'])
      expect(await members('outer', { limit: 2, from: 2 })).toEqual([false, 'cat', 'own'])
      expect(await members('outer', { limit: 2, from: 4, direction: 'backward' })).toEqual([true, 'ann', 'cat'])
      expect(await members('outer', { limit: 2, from: 2, direction: 'backward' })).toEqual([false, 'inner'])
      expect(await members('outer', { direction: 'backward' })).toEqual([false, 'inner', 'ann', 'cat', 'own'])
      expect(await members('outer', { from: 9 })).toEqual([false])
      expect(await members('g1')).toEqual([false])
      expect(await members('theirs')).toEqual([false])
      const { items } = await furnished.store.rosters.members('acme', 'outer', { direction: 'forward', limit: 2 })
      expect(items).toMatchObject([
        { position: 1, type: 'Group', memberCount: 3, document: expect.stringContaining('Night crew') },
        { position: 2, type: 'User', active: true, document: expect.stringContaining('Ann') },
      ])
    })

    test('find members by parts of names and addresses, and by type', async () => {
      await staffed()
      expect(await members('outer', { words: ['catka'] })).toEqual([false, 'cat'])
      expect(await members('outer', { words: ['cat.example'] })).toEqual([false, 'cat'])
      expect(await members('outer', { words: ['crew'] })).toEqual([false, 'inner'])
      expect(await members('outer', { words: ['n'], limit: 2 })).toEqual([true, 'inner', 'ann'])
      expect(await members('outer', { words: ['n'], from: 3, direction: 'backward' })).toEqual([false, 'inner', 'ann'])
      expect(await members('outer', { words: ['bob'] })).toEqual([false])
      expect(await members('outer', { type: 'Group' })).toEqual([false, 'inner'])
    })

    test('find all that a search means among many members', async () => {
      const ids = Array.from({ length: 300 }, (_, index) => `u${index}`)
      await furnished.store.write(async (tx) => {
        await tx.groups.insert(group('large'))
        for (const id of ids) await tx.users.insert(user(id))
        await tx.members.add(
          scope(okta),
          'large',
          ids.map((value) => ({ value })),
        )
      })
      expect(await members('large', { words: ['u29'], limit: 20 })).toEqual([
        false,
        'u29',
        ...Array.from({ length: 10 }, (_, index) => `u29${index}`),
      ])
      expect(await members('large', { words: ['u0'], direction: 'backward' })).toEqual([false, 'u0'])
      expect((await members('large', { direction: 'backward', limit: 2 })).slice(1)).toEqual(['u298', 'u299'])
      expect((await effects('large', 'viewer', 2)).gains).toEqual([
        300,
        0,
        'u0: member → viewer',
        'u1: member → viewer',
      ])
    })

    test('know the groups around them, and those that give their members a role', async () => {
      const { store } = furnished
      await staffed()
      await store.write(async (tx) => {
        await tx.members.add(scope(okta, true), 'g2', [{ value: 'outer' }])
        await tx.groups.setRole('acme', 'g2', 'viewer')
        await tx.groups.setRole('acme', 'outer', 'admin')
      })
      expect(await store.rosters.containing('acme', 'inner', 9)).toEqual([
        { type: 'Group', id: 'outer', name: 'Crew of all' },
      ])
      expect(await store.rosters.roleGivers('acme', 'inner')).toEqual([
        { id: 'outer', name: 'Crew of all', role: 'admin' },
        { id: 'g2', name: 'Bakers', role: 'viewer' },
      ])
      expect(await store.rosters.roleGivers('acme', 'g2')).toEqual([])
      expect(await store.rosters.containing('globex', 'inner', 9)).toEqual([])
      expect(await store.rosters.roleGivers('globex', 'inner')).toEqual([])
    })

    test('tell who rises with a role: each once, whoever is in a group of theirs too, and nobody who has it already', async () => {
      await staffed()
      expect(await effects('outer', 'viewer')).toEqual({
        gains: [3, 1, 'ann: member → viewer', 'bob: member → viewer', 'cat: member → viewer'],
        losses: [0, 0],
      })
      expect(await effects('outer', 'admin', 1)).toEqual({ gains: [4, 1, 'ann: member → admin'], losses: [0, 0] })
      expect(await effects('inner', undefined)).toEqual({ gains: [0, 0], losses: [0, 0] })
      expect(await effects('theirs', 'admin')).toEqual({ gains: [0, 0], losses: [0, 0] })
      expect(await effects('gone', 'admin')).toEqual({ gains: [0, 0], losses: [0, 0] })
    })

    test('tell who falls without a role, and that other groups hold some', async () => {
      await staffed()
      await furnished.store.write(async (tx) => {
        await tx.groups.setRole('acme', 'outer', 'admin')
        await tx.groups.setRole('acme', 'inner', 'viewer')
      })
      const down = ['ann: admin → viewer', 'bob: admin → viewer']
      expect(await effects('outer', undefined)).toEqual({
        gains: [0, 0],
        losses: [4, 1, ...down, 'vic: admin → viewer', 'cat: admin → member'],
      })
      expect((await effects('outer', 'viewer')).losses?.[0]).toBe(4)
      expect(await effects('inner', 'admin')).toEqual({ gains: [0, 0], losses: [0, 0] })
      expect(await effects('inner', undefined)).toEqual({ gains: [0, 0], losses: [0, 0] })
    })

    test('agree with the roles that people then have', async () => {
      const { store } = furnished
      await staffed()
      for (const role of ['admin', 'viewer', undefined] as const) {
        const { gains, losses } = await store.rosters.roleEffects('acme', 'outer', role, 50)
        await store.write((tx) => tx.groups.setRole('acme', 'outer', role))
        for (const { id, to } of [...gains.people, ...losses.people])
          expect([id, (await store.accounts.find(id))?.effectiveRole]).toEqual([id, to])
      }
    })

    test('sign out who has no access any more, of those in the group', async () => {
      const { store } = furnished
      await staffed()
      const enter = (userId: string) => ({ hash: `s ${userId}`, userId, created: 1, expires: 2 })
      await store.write(async (tx) => {
        for (const id of ['bob', 'vic', 'cat', 'own']) await tx.sessions.insert(enter(id))
        await tx.links.insert({ hash: 'l', purpose: 'invitation', userId: 'bob', created: 1, expires: 2 })
      })
      expect(await store.write((tx) => tx.rosters.signOutMembers('acme', 'inner'))).toBe(1)
      expect(await store.links.find('l')).toBeUndefined()
      expect(await store.write((tx) => tx.rosters.signOutMembers('globex', 'outer'))).toBe(0)
      expect(await store.write((tx) => tx.rosters.signOutMembers('acme', 'outer'))).toBe(1)
      expect((await store.sessions.listOf('vic')).length + (await store.sessions.listOf('own')).length).toBe(2)
    })

    test('tell their changes, the newest first, with few of many members by name', async () => {
      const { store } = furnished
      await staffed()
      const ids = Array.from({ length: 40 }, (_, index) => `m${index}`)
      const change = { organizationId: 'acme', resourceType: 'Group', resourceId: 'outer', time: 5 } as const
      const actor = { kind: 'command' } as const
      const newest = await store.write(async (tx) => {
        await tx.changes.insert({ ...change, action: 'created', actor, version: 1, after: '{}', membersAdded: ids })
        return tx.changes.insert({ ...change, action: 'updated', actor, version: 2, membersRemoved: ['m1'] })
      })
      const nobody = { count: 0, first: [] }
      const [last, first] = await store.rosters.changes('acme', 'outer', { limit: 5, first: 2 })
      expect(last).toEqual({
        ...{ id: newest, action: 'updated', actor, time: 5, version: 2 },
        ...{ added: nobody, removed: { count: 1, first: ['m1'] } },
      })
      expect(first).toMatchObject({ after: '{}', added: { count: 40, first: ['m0', 'm1'] }, removed: nobody })
      expect(await store.rosters.changes('acme', 'outer', { limit: 5, first: 2, before: newest })).toEqual([
        first as never,
      ])
      expect(await store.rosters.changes('globex', 'outer', { limit: 5, first: 2 })).toEqual([])
    })

    test('name people and groups by their ids, but not those of others', async () => {
      await staffed()
      const named = await furnished.store.rosters.named('acme', ['cat', 'inner', 'gone', 'theirs', 'nobody'])
      expect([...named].sort((one, other) => (one.id < other.id ? -1 : 1))).toEqual([
        { type: 'User', id: 'cat', name: 'Čatka' },
        { type: 'Group', id: 'gone', name: 'Crew of old' },
        { type: 'Group', id: 'inner', name: 'Night crew' },
      ])
    })
  })
}
