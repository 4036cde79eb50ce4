import { describe, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import type { Condition } from '../../../src/scim/condition'
import { enterpriseUser } from '../../../src/scim/schemas/enterprise-user'
import { event, group, groupsWhere, okta, scope, user, usersWhere } from '../people'
import type { Furnished } from './contract'

/** 100 kB that no index would hold, whatever it does to make them less. */
const long = randomBytes(50_000).toString('hex')
/** As long, and different in the last letter only. */
const likeIt = `${long.slice(0, -1)}-`
const odd = `${'ä🐈'.repeat(5_000)}${long}`

/** A filter may not be so long as what is sought here. */
const seeking = (condition: Condition, value: string): Condition =>
  JSON.parse(JSON.stringify(condition), (_, part) => (part === 'sought' ? value : part))

export function longValuesContract(furnished: Furnished): void {
  describe.each([
    ['of a hundred thousand letters', long, likeIt],
    ['of letters that take more than a byte', odd, `${odd}!`],
  ])('values %s', (_, value, other) => {
    const page = { offset: 0, limit: 10 }
    const people = async (path: string, value: string) =>
      (
        await furnished.store.users.list(scope(okta, true), {
          ...page,
          condition: seeking(usersWhere(`${path} eq "sought"`), value),
        })
      ).items.map(({ id }) => id)

    test.each([
      ['userName', (value: string) => ({ userName: value })],
      ['externalId', (value: string) => ({ externalId: value })],
      ['displayName', (value: string) => ({ displayName: value })],
      ['emails.value', (value: string) => ({ emails: [{ value }, { value: `${value}2` }] })],
      [`${enterpriseUser.id}:employeeNumber`, (value: string) => ({ [enterpriseUser.id]: { employeeNumber: value } })],
    ])('are kept and found as %s', async (path, having) => {
      const { store } = furnished
      await store.write(async (tx) => {
        for (const [index, each] of [value, other, 'short'].entries())
          await tx.users.insert(user(`u${index}`, having(each)))
      })
      expect(await people(path, value)).toEqual(['u0'])
      expect(await people(path, other)).toEqual(['u1'])
      expect(await people(path, `${value}?`)).toEqual([])
      expect(await store.write((tx) => tx.users.update(user('u2', having(`${value}?`), { version: 2 })))).toBe(true)
      expect(await people(path, `${value}?`)).toEqual(['u2'])
    })

    test('are no less a userName that nobody else may have', async () => {
      const { store } = furnished
      const named = (id: string, userName: string) => store.write((tx) => tx.users.insert(user(id, { userName })))
      await named('ann', value)
      await named('bob', other)
      await expect(named('cat', value)).rejects.toThrow()
      expect(await store.users.findByUserName('acme', value)).toMatchObject({ id: 'ann' })
      expect(await store.users.findByUserName('acme', other)).toMatchObject({ id: 'bob' })
      expect(await store.users.findByUserName('acme', `${value}?`)).toBeUndefined()
    })

    test('are no less a value that an organization wants to be unique', async () => {
      const { store } = furnished
      const having = (id: string, value: string) => {
        const { keys, ...rest } = user(id)
        return store.write((tx) =>
          tx.users.insert({ ...rest, keys: { ...keys, unique: [{ attribute: 'urn:x:badge', value }] } }),
        )
      }
      await having('ann', value)
      await having('bob', other)
      await expect(having('cat', value)).rejects.toThrow()
      const whose = (value: string) => store.users.findByUnique('acme', { attribute: 'urn:x:badge', value })
      expect([await whose(value), await whose(other), await whose('x')]).toEqual(['ann', 'bob', undefined])
    })

    test('find those who belong to nobody', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        for (const [id, each] of [
          ['ann', value],
          ['bob', other],
        ])
          await tx.users.insert(
            user(`${id}`, { externalId: each, emails: [{ value: each }] }, { connection: undefined }),
          )
      })
      expect(await store.users.findUnownedByEmail('acme', other)).toMatchObject({ id: 'bob' })
      expect(await store.users.findUnownedByExternalId('acme', value)).toMatchObject({ id: 'ann' })
    })

    test('find who signs in', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        await tx.users.insert(user('ann', { userName: value }))
        await tx.users.insert(user('bob', { emails: [{ value: other }] }))
        for (const id of ['ann', 'bob']) await tx.credentials.put(id, 'hash')
      })
      expect(await store.accounts.findByLogin(value)).toMatchObject([{ id: 'ann' }])
      expect(await store.accounts.findByLogin(other)).toMatchObject([{ id: 'bob' }])
    })

    test('name groups, which are found, unique and listed', async () => {
      const { store } = furnished
      const named = (id: string, displayName: string) =>
        store.write((tx) => tx.groups.insert(group(id, { displayName, externalId: displayName })))
      await named('last', value)
      await named('first', '!')
      await named('like', other)
      await expect(named('again', value)).rejects.toThrow()
      expect(await store.groups.findByUniqueName('okta', value)).toMatchObject({ id: 'last' })
      for (const path of ['displayName', 'externalId']) {
        const { items } = await store.groups.list(scope(okta), {
          ...page,
          condition: seeking(groupsWhere(`${path} eq "sought"`), other),
        })
        expect(items.map(({ id }) => id)).toEqual(['like'])
      }
      const listed: string[] = []
      for (;;) {
        const from = listed.at(-1)
        const { items, isMore } = await store.rosters.list('acme', {
          limit: 1,
          direction: 'forward',
          ...(from && { from }),
        })
        listed.push(...items.map(({ id }) => id))
        if (!isMore) break
      }
      expect(listed[0]).toBe('first')
      expect(listed.toSorted()).toEqual(['first', 'last', 'like'])
    })

    test('name people, who are listed by name page by page', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        for (const [index, displayName] of [`${value}?`, '!', value, '~', other, value].entries())
          await tx.users.insert(user(`u${index}`, { displayName }))
      })
      for (const order of ['ascending', 'descending'] as const) {
        const listed: string[] = []
        let from: { readonly id: string; readonly key: string | number } | undefined
        for (;;) {
          const query = { sort: 'name', order, direction: 'forward', limit: 2, ...(from && { from }) } as const
          const { items, isMore } = await store.people.list('acme', query)
          listed.push(...items.map(({ id }) => id))
          from = items.at(-1)
          if (!isMore) break
        }
        expect(listed.toSorted()).toEqual(['u0', 'u1', 'u2', 'u3', 'u4', 'u5'])
        expect(listed.at(order === 'ascending' ? 0 : -1)).toBe('u1')
      }
    })

    test('are what a request was about, and tell its events', async () => {
      const { store } = furnished
      for (const [index, resourceId] of [value, other].entries())
        store.log(event(`e${index}`, { organizationId: 'acme', resourceId, path: `/Users/${resourceId}` }))
      await store.flush()
      const { events } = await store.events.search({ organizationId: 'acme', resourceId: other, limit: 9 })
      expect(events.map(({ id }) => id)).toEqual(['e1'])
    })

    test('are attributes that nobody has defined, and do no harm', async () => {
      const { store } = furnished
      const sample = { type: 'string', multiValued: false } as const
      store.count('okta', [{ resourceType: 'User', path: value, sample, time: 1 }])
      store.count('okta', [{ resourceType: 'User', path: 'hat', sample, time: 2 }])
      await store.flush()
      expect((await store.unknownAttributes.listOf('okta')).map(({ path }) => path)).toContain('hat')
    })
  })
}
