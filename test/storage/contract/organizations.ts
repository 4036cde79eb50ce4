import { describe, expect, test } from 'bun:test'
import { acme, entra, foreign, globex, okta } from '../people'
import type { Furnished } from './contract'

export function organizationsContract(furnished: Furnished): void {
  describe('organizations, connections and tokens', () => {
    test('are found by id, slug and owner', async () => {
      const { organizations, connections } = furnished.store
      expect(await organizations.find('acme')).toEqual(acme)
      expect(await organizations.findBySlug('globex')).toEqual(globex)
      expect(await organizations.findBySlug('nobody')).toBeUndefined()
      expect(await organizations.list()).toEqual([acme, globex])
      expect(await connections.find('okta')).toEqual(okta)
      expect(await connections.find('nobody')).toBeUndefined()
      expect(await connections.listOf('acme')).toEqual([entra, okta])
      expect(await connections.listOf('globex')).toEqual([foreign])
    })

    test('a connection gets another name and other settings', async () => {
      const { store } = furnished
      const changed = { ...okta, name: 'Okta', settings: { ...okta.settings, existingPeople: 'adopt' as const } }
      await store.write((tx) => tx.connections.update(changed))
      expect(await store.connections.find('okta')).toEqual(changed)
    })

    test('a token leads to its connection, and says when it was revoked', async () => {
      const { store } = furnished
      const token = (id: string, connectionId: string) => ({
        id,
        connectionId,
        name: id,
        hash: `hash-${id}`,
        created: 1,
      })
      await store.write(async (tx) => {
        await tx.tokens.insert(token('one', 'okta'))
        await tx.tokens.insert(token('two', 'okta'))
        await tx.tokens.insert(token('three', 'entra'))
      })
      expect(await store.tokens.find('hash-one')).toEqual({ id: 'one', connection: okta })
      expect(await store.tokens.find('hash-nobody')).toBeUndefined()
      expect(await store.write((tx) => tx.tokens.revokeAll('okta', 7))).toBe(2)
      expect(await store.write((tx) => tx.tokens.revokeAll('okta', 8))).toBe(0)
      expect(await store.tokens.find('hash-two')).toEqual({ id: 'two', connection: okta, revoked: 7 })
      expect(await store.tokens.find('hash-three')).toEqual({ id: 'three', connection: entra })
    })

    test('a secret is made once, and is the same ever after', async () => {
      const { store } = furnished
      const obtain = (...bytes: number[]) => store.write((tx) => tx.secrets.obtain('seal', Uint8Array.from(bytes)))
      expect(await store.secrets.find('seal')).toBeUndefined()
      expect(await obtain(1, 2, 3)).toEqual(Uint8Array.of(1, 2, 3))
      expect(await store.secrets.find('seal')).toEqual(Uint8Array.of(1, 2, 3))
      expect(await obtain(9)).toEqual(Uint8Array.of(1, 2, 3))
    })
  })
}
