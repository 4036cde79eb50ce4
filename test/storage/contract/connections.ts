import { describe, expect, test } from 'bun:test'
import { entra, foreign, group, okta, user } from '../people'
import type { Furnished } from './contract'

export function connectionsContract(furnished: Furnished): void {
  describe('connections and what they have', () => {
    test('are counted apart, active people too, and deleted ones not', async () => {
      const { store } = furnished
      const gone = user('gone')
      await store.write(async (tx) => {
        for (const each of [user('ann'), user('bob', { active: false }), gone]) await tx.users.insert(each)
        await tx.users.insert(user('cy', {}, { connection: entra }))
        await tx.groups.insert(group('crew'))
        await tx.users.delete(gone, 5)
      })
      expect(await store.connections.tallyOf('acme', 'okta')).toEqual({ users: 2, active: 1, groups: 1 })
      expect(await store.connections.tallyOf('acme', 'entra')).toEqual({ users: 1, active: 1, groups: 0 })
      expect(await store.connections.tallyOf('globex', 'foreign')).toEqual({ users: 0, active: 0, groups: 0 })
      expect(await store.connections.tallyOf('globex', 'okta')).toEqual({ users: 0, active: 0, groups: 0 })
    })

    test('are pending when deleted, while they have people or groups left', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        await tx.users.insert(user('ann'))
        await tx.groups.insert(group('crew', {}, { connection: entra }))
        for (const each of [entra, okta, foreign]) await tx.connections.update({ ...each, deletedAt: 7 })
      })
      expect((await store.connections.unreleased()).map(({ id }) => id).toSorted()).toEqual(['entra', 'okta'])
      expect(await store.connections.listOf('acme')).toEqual([])
      expect(await store.connections.find('okta')).toMatchObject({ id: 'okta', deletedAt: 7 })
      await store.write(async (tx) => {
        await tx.releases.people('okta', 10, 9)
        await tx.releases.groups('entra', 10, 9)
      })
      expect(await store.connections.unreleased()).toEqual([])
    })

    test('release their people some at a time, the first made first, and nobody else’s', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        for (const id of ['ann', 'bob', 'cy']) await tx.users.insert(user(id, { externalId: `x-${id}` }))
        await tx.users.insert(user('dee', {}, { connection: entra }))
      })
      const release = (limit: number) => store.write((tx) => tx.releases.people('okta', limit, 9))
      const released = await release(2)
      expect(released.map(({ id }) => id).toSorted()).toEqual(['ann', 'bob'])
      expect(released.find(({ id }) => id === 'ann')).toMatchObject({ source: 'manual', version: 2, modified: 9 })
      expect(released[0]?.connectionId).toBeUndefined()
      expect((await release(2)).map(({ id }) => id)).toEqual(['cy'])
      expect(await release(2)).toEqual([])
      expect(await store.users.findUnownedByExternalId('acme', 'x-bob')).toMatchObject({ id: 'bob' })
      expect(await store.connections.tallyOf('acme', 'entra')).toMatchObject({ users: 1 })
    })

    test('release their groups, whose names are then nobody’s', async () => {
      const { store } = furnished
      await store.write((tx) => tx.groups.insert(group('crew')))
      const [released] = await store.write((tx) => tx.releases.groups('okta', 5, 9))
      expect(released).toMatchObject({ id: 'crew', version: 2, modified: 9 })
      expect(released?.connectionId).toBeUndefined()
      expect(await store.groups.findByUniqueName('okta', 'crew')).toBeUndefined()
    })

    test('keep when a token was last used and from where, the latest only', async () => {
      const { store } = furnished
      const made = { connectionId: 'okta', created: 1 }
      await store.write(async (tx) => {
        await tx.tokens.insert({ ...made, id: 'one', name: 'one', hash: 'hash-one' })
        await tx.tokens.insert({ ...made, id: 'two', name: 'two', hash: 'hash-two', created: 2 })
      })
      store.tokenUsed({ id: 'one', time: 30, ip: '10.0.0.1' })
      store.tokenUsed({ id: 'one', time: 20, ip: '10.0.0.2' })
      store.tokenUsed({ id: 'gone', time: 20 })
      await store.flush()
      expect(await store.tokens.listOf('okta')).toMatchObject([{ id: 'two' }, { lastUsed: 30, lastIp: '10.0.0.1' }])
      store.tokenUsed({ id: 'one', time: 25, ip: '10.0.0.3' })
      await store.flush()
      expect((await store.tokens.listOf('okta'))[1]).toMatchObject({ lastUsed: 30, lastIp: '10.0.0.1' })
      store.tokenUsed({ id: 'one', time: 40 })
      await store.flush()
      expect((await store.tokens.listOf('okta'))[1]).not.toHaveProperty('lastIp')
    })
  })
}
