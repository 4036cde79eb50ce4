import { describe, expect, test } from 'bun:test'
import type { Walk } from '../../../src/directory/stored-resource'
import { lenient } from '../../../src/scim/leniency'
import { userType } from '../../../src/scim/resource-types'
import { sortBy } from '../../../src/scim/sort'
import { okta, scope, user, usersWhere } from '../people'
import type { Furnished } from './contract'

export function walksContract(furnished: Furnished): void {
  describe('walks', () => {
    const people = () =>
      furnished.store.write(async (tx) => {
        for (let index = 0; index < 7; index++) {
          const owner = index % 3 === 2 ? { connection: undefined } : {}
          await tx.users.insert(user(`u${index}`, index % 2 ? { title: `t${index % 4}` } : {}, owner))
        }
      })
    const walk = async (about: Partial<Walk>, includeUnowned = true) => {
      const found = await furnished.store.users.walk(scope(okta, includeUnowned), {
        direction: 'forward',
        limit: 3,
        ...about,
      })
      return found.map(({ id }) => id)
    }
    const from = (id: string, key?: string) => ({ id, ...(key !== undefined && { key }) })

    test('go on from a resource in either direction, in the order of the list', async () => {
      await people()
      expect(await walk({})).toEqual(['u0', 'u1', 'u2'])
      expect(await walk({ from: from('u2') })).toEqual(['u3', 'u4', 'u5'])
      expect(await walk({ from: from('u5') })).toEqual(['u6'])
      expect(await walk({ from: from('u5'), direction: 'backward' })).toEqual(['u2', 'u3', 'u4'])
      expect(await walk({ from: from('u2') }, false)).toEqual(['u3', 'u4', 'u6'])
    })

    test('go on from where a deleted resource was, and meet whoever came meanwhile', async () => {
      const { store } = furnished
      await people()
      await store.write((tx) => tx.users.delete(user('u1'), 2000))
      await store.write((tx) => tx.users.insert(user('new')))
      expect(await walk({ from: from('u1'), limit: 9 })).toEqual(['u2', 'u3', 'u4', 'u5', 'u6', 'new'])
    })

    test('keep to a condition', async () => {
      await people()
      const condition = usersWhere('title pr')
      expect(await walk({ condition, limit: 2 })).toEqual(['u1', 'u3'])
      expect(await walk({ condition, from: from('u3') })).toEqual(['u5'])
    })

    test('keep to an order in which some have no value', async () => {
      await people()
      const sort = sortBy(userType, 'title', 'ascending', lenient())
      const sorted = (about: Partial<Walk>) => walk({ ...(sort && { sort }), ...about })
      expect(await sorted({ limit: 9 })).toEqual(['u1', 'u5', 'u3', 'u0', 'u2', 'u4', 'u6'])
      expect(await sorted({ from: from('u5', 't1') })).toEqual(['u3', 'u0', 'u2'])
      expect(await sorted({ from: from('u2') })).toEqual(['u4', 'u6'])
      expect(await sorted({ from: from('u0'), direction: 'backward' })).toEqual(['u1', 'u5', 'u3'])
    })
  })
}
