import { describe, expect, test } from 'bun:test'
import type { Sighting } from '../../../src/directory/connection'
import type { OfferedResource } from '../../../src/directory/organization'
import type { Transaction } from '../../../src/directory/store'
import type { Furnished } from './contract'

/** What an organization has beyond the standard: definitions, resources that it offers, and what is sent undefined. */
export function definitionsContract(furnished: Furnished): void {
  const write = <T>(unit: (tx: Transaction) => Promise<T>) => furnished.store.write(unit)

  describe('definitions', () => {
    test('are an organization’s own, and are replaced as a whole', async () => {
      const { store } = furnished
      const stored = { organizationId: 'acme', digest: 'one', content: '{"extensions":[]}' }
      expect(await store.definitions.find('acme')).toBeUndefined()
      await write((tx) => tx.definitions.put(stored))
      expect(await store.definitions.find('acme')).toEqual(stored)
      expect(await store.definitions.find('globex')).toBeUndefined()
      const next = { ...stored, digest: 'two', content: `"${'ä😀'.repeat(50_000)}"` }
      await write(async (tx) => {
        await tx.definitions.put(next)
        expect(await tx.definitions.find('acme')).toEqual(next)
      })
      expect(await store.definitions.find('acme')).toEqual(next)
    })

    test('are told apart by a digest that comes with every connection of the organization', async () => {
      const { store } = furnished
      const token = { id: 't', connectionId: 'okta', name: 't', hash: 'hash', created: 1 }
      await write((tx) => tx.tokens.insert(token))
      await write((tx) => tx.definitions.put({ organizationId: 'acme', digest: 'one', content: '{}' }))
      expect((await store.connections.find('okta'))?.definitions).toBe('one')
      expect((await store.connections.find('entra'))?.definitions).toBe('one')
      expect((await store.connections.find('foreign'))?.definitions).toBeUndefined()
      expect((await store.tokens.find('hash'))?.connection.definitions).toBe('one')
    })

    test('of a unit that fails are none', async () => {
      const failing = write(async (tx) => {
        await tx.definitions.put({ organizationId: 'acme', digest: 'one', content: '{}' })
        throw new Error('on purpose')
      })
      expect(failing).rejects.toThrow('on purpose')
      await failing.catch(() => undefined)
      expect(await furnished.store.definitions.find('acme')).toBeUndefined()
    })
  })

  describe('offered resources', () => {
    const offer = (id: string, more: Partial<OfferedResource> = {}): OfferedResource => ({
      organizationId: 'acme',
      type: 'role',
      id,
      document: `{"id":"${id}"}`,
      version: 1,
      created: 10,
      modified: 10,
      ...more,
    })

    test('are found by organization, type and id, all three as they were written', async () => {
      const { store } = furnished
      const others = [offer('a', { type: 'entitlement' }), offer('a', { organizationId: 'globex' }), offer('A')]
      await write(async (tx) => {
        for (const each of [offer('a'), ...others]) await tx.offeredResources.put(each)
      })
      for (const each of [offer('a'), ...others])
        expect(await store.offeredResources.find(each.organizationId, each.type, each.id)).toEqual(each)
      expect(await store.offeredResources.find('globex', 'entitlement', 'a')).toBeUndefined()
      expect(await store.offeredResources.find('acme', 'role', 'b')).toBeUndefined()
      expect(await store.offeredResources.list('globex', 'role')).toEqual([offer('a', { organizationId: 'globex' })])
    })

    test('are replaced but for when they were made', async () => {
      const { store } = furnished
      await write((tx) => tx.offeredResources.put(offer('a')))
      const next = offer('a', { document: '{"id":"a","x":1}', version: 2, created: 99, modified: 20 })
      await write((tx) => tx.offeredResources.put(next))
      expect(await store.offeredResources.list('acme', 'role')).toEqual([{ ...next, created: 10 }])
    })

    test('are listed and paged in the order of their ids, by code point', async () => {
      const { store } = furnished
      const ids = ['ä', 'b', 'B', '10', '2', '\uffff', '😀', 'a', '']
      await write(async (tx) => {
        for (const id of ids) await tx.offeredResources.put(offer(id))
        await tx.offeredResources.put(offer('c', { type: 'license' }))
      })
      const inOrder = ['', '10', '2', 'B', 'a', 'b', 'ä', '\uffff', '😀']
      const listed = await store.offeredResources.list('acme', 'role')
      expect(listed.map(({ id }) => id)).toEqual(inOrder)
      for (const [offset, limit] of [
        [0, 3],
        [3, 3],
        [8, 5],
        [9, 5],
        [0, 0],
        [100, 1],
      ] as const) {
        const { total, items } = await store.offeredResources.page('acme', 'role', { offset, limit })
        expect([total, items]).toEqual([9, listed.slice(offset, offset + limit)])
      }
      expect(await store.offeredResources.page('acme', 'nothing', { offset: 0, limit: 5 })).toEqual({
        total: 0,
        items: [],
      })
    })

    test('are deleted one by one, which tells whether there was one', async () => {
      const { store } = furnished
      await write((tx) => tx.offeredResources.put(offer('a')))
      const remove = (...whose: [string, string, string]) => store.write((tx) => tx.offeredResources.delete(...whose))
      expect(await remove('globex', 'role', 'a')).toBeFalse()
      expect(await remove('acme', 'license', 'a')).toBeFalse()
      expect(await remove('acme', 'role', 'a')).toBeTrue()
      expect(await remove('acme', 'role', 'a')).toBeFalse()
      expect(await store.offeredResources.list('acme', 'role')).toEqual([])
    })
  })

  describe('unknown attributes', () => {
    const sighting = (path: string, time: number, more: Partial<Sighting> = {}): Sighting => ({
      resourceType: 'User',
      path,
      sample: { type: 'string', multiValued: false },
      time,
      ...more,
    })
    const seen = async (id = 'okta') => {
      await furnished.store.flush()
      return furnished.store.unknownAttributes.listOf(id)
    }

    test('are counted by connection, type and path, with when they were first and last seen and how they looked last', async () => {
      const { store } = furnished
      const complex = { type: 'complex', multiValued: true, parts: { kind: 'string', size: 'decimal' } } as const
      store.count('okta', [sighting('shoe', 5), sighting('hat', 5), sighting('shoe', 5, { resourceType: 'Group' })])
      store.count('entra', [sighting('shoe', 1)])
      expect(await seen()).toHaveLength(3)
      store.count('okta', [sighting('shoe', 9, { sample: complex })])
      store.count('okta', [sighting('shoe', 7, { sample: complex })])
      const once = { count: 1, firstSeen: 5, lastSeen: 5, sample: { type: 'string', multiValued: false } } as const
      const found = await seen()
      expect(found).toHaveLength(3)
      expect(found).toContainEqual({ resourceType: 'User', path: 'hat', ...once })
      expect(found).toContainEqual({ resourceType: 'Group', path: 'shoe', ...once })
      expect(found).toContainEqual({
        resourceType: 'User',
        path: 'shoe',
        count: 3,
        firstSeen: 5,
        lastSeen: 9,
        sample: complex,
      })
      expect((await seen('entra')).map(({ path, count }) => [path, count])).toEqual([['shoe', 1]])
      expect(await seen('nobody')).toEqual([])
    })

    test('are listed as they came, up to two hundred', async () => {
      const { store } = furnished
      store.count('okta', [sighting('late', 900)])
      await store.flush()
      for (let index = 249; index >= 0; index--) store.count('okta', [sighting(`a${index}`, index)])
      const found = await seen()
      expect(found).toHaveLength(200)
      const times = found.map(({ firstSeen }) => firstSeen)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(found.at(-1)?.path).toBe('late')
      store.count('okta', [sighting('late', 901), sighting('new', 901)])
      const again = await seen()
      expect([again.length, again.at(-1)?.count]).toEqual([200, 2])
      expect(again.some(({ path }) => path === 'new')).toBeFalse()
    })

    test('are forgotten one by one, and count from one if they come again', async () => {
      const { store } = furnished
      store.count('okta', [sighting('shoe', 5), sighting('hat', 6)])
      store.count('entra', [sighting('shoe', 5)])
      await store.flush()
      const forget = (id: string, path: string, resourceType: 'User' | 'Group' = 'User') =>
        store.write((tx) => tx.unknownAttributes.forget(id, { resourceType, path }))
      await forget('okta', 'shoe', 'Group')
      await forget('okta', 'none')
      expect(await seen()).toHaveLength(2)
      await forget('okta', 'shoe')
      expect((await seen()).map(({ path }) => path)).toEqual(['hat'])
      expect((await seen('entra')).map(({ path }) => path)).toEqual(['shoe'])
      store.count('okta', [sighting('shoe', 8)])
      expect((await seen()).at(-1)).toMatchObject({ path: 'shoe', count: 1, firstSeen: 8 })
    })
  })
}
