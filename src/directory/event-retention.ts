import type { Dependencies } from './directory'
import { defaultOrganizationSettings } from './settings'

/** How events end: after as many days as their organization says, bit by bit, so that nobody waits for it. */
export interface EventRetention {
  /**
   * Deletes the events that are older than their organization keeps them, and old ones of nobody; returns how many.
   * Changes stay: they are the history of people and groups. `pause` is taken after each bit.
   */
  expireEvents(pause: () => Promise<void>): Promise<number>
}

/** How many events are deleted in one unit: others wait for it. */
const together = 20
const day = 86_400_000

export function eventRetention({ store, now }: Pick<Dependencies, 'store' | 'now'>): EventRetention {
  async function expire(organizationId: string | undefined, days: number, pause: () => Promise<void>): Promise<number> {
    if (days === 0) return 0
    const before = now() - days * day
    let total = 0
    for (;;) {
      const deleted = await store.write((tx) => tx.events.deleteBefore(organizationId, before, together))
      total += deleted
      if (deleted < together) return total
      await pause()
    }
  }

  return {
    async expireEvents(pause) {
      let total = await expire(undefined, defaultOrganizationSettings.eventRetentionDays, pause)
      for (const { id, settings } of await store.organizations.list())
        total += await expire(id, settings.eventRetentionDays, pause)
      return total
    },
  }
}
