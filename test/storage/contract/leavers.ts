import { describe, expect, test } from 'bun:test'
import type { Actor } from '../../../src/directory/change'
import type { Furnished } from './contract'

export function leaversContract(furnished: Furnished): void {
  describe('leavers', () => {
    test('are counted by connection from a minute on', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        for (const minute of [100, 100, 101, 160]) await tx.leavers.add('okta', minute, 0)
        await tx.leavers.add('entra', 160, 0)
      })
      const counts = [100, 101, 102, 160, 161].map((minute) => store.leavers.countSince('okta', minute))
      expect(await Promise.all(counts)).toEqual([4, 2, 1, 1, 0])
      expect(await store.leavers.countSince('entra', 100)).toBe(1)
      expect(await store.leavers.countSince('nobody', 0)).toBe(0)
    })

    test('are taken back where they were counted, and never below none', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        await tx.leavers.add('okta', 100, 0)
        for (let times = 0; times < 3; times++) await tx.leavers.takeBack('okta', 100)
        await tx.leavers.takeBack('okta', 101)
        await tx.leavers.add('okta', 102, 0)
      })
      expect(await store.leavers.countSince('okta', 0)).toBe(1)
    })

    test('of long ago are forgotten when somebody else leaves', async () => {
      const { store } = furnished
      await store.write(async (tx) => {
        await tx.leavers.add('okta', 10, 0)
        await tx.leavers.add('entra', 10, 0)
        await tx.leavers.add('okta', 100, 40)
      })
      expect(await store.leavers.countSince('okta', 0)).toBe(1)
      expect(await store.leavers.countSince('entra', 0)).toBe(1)
    })

    test('are not kept where their unit is undone', async () => {
      const { store } = furnished
      const unit = store.write(async (tx) => {
        await tx.leavers.add('okta', 100, 0)
        throw new Error('no')
      })
      await expect(unit).rejects.toThrow('no')
      expect(await store.leavers.countSince('okta', 0)).toBe(0)
    })

    test('are known by their last deactivation, if it was by the connection', async () => {
      const { store } = furnished
      const change = (time: number, action: 'deactivated' | 'reactivated', actor: Actor, resourceId = 'ann') =>
        store.write((tx) =>
          tx.changes.insert({
            organizationId: 'acme',
            resourceType: 'User',
            resourceId,
            action,
            actor,
            time,
            version: 1,
          }),
        )
      const byOkta = { kind: 'connection', id: 'okta' } as const
      expect(await store.leavers.leftAt('okta', 'ann')).toBeUndefined()
      await change(1000, 'deactivated', byOkta)
      await change(2000, 'reactivated', byOkta)
      await change(3000, 'deactivated', byOkta)
      await change(4000, 'deactivated', byOkta, 'ben')
      expect(await store.leavers.leftAt('okta', 'ann')).toBe(3000)
      expect(await store.leavers.leftAt('entra', 'ann')).toBeUndefined()
      await change(5000, 'deactivated', { kind: 'person', id: 'owner' })
      expect(await store.leavers.leftAt('okta', 'ann')).toBeUndefined()
    })
  })
}
