import type { Dependencies } from './directory'
import { defaultOrganizationSettings } from './settings'

/** How events end: after as many days as their organization says, bit by bit, so that nobody waits for it. */
export interface EventRetention {
  /**
   * Deletes the events that are older than their organization keeps them, and old ones of nobody; returns how many were
   * deleted one by one. What nobody keeps any more goes part by part where the log has parts. Changes stay: they are the
   * history of people and groups. `pause` is taken after each bit.
   */
  expireEvents(pause: () => Promise<void>): Promise<number>
}

/** How many events are deleted in one unit: others wait for it. */
const together = 20
const day = 86_400_000

export function eventRetention({ store, now }: Pick<Dependencies, 'store' | 'now'>): EventRetention {
  async function expire(id: string | undefined, before: number, pause: () => Promise<void>): Promise<number> {
    if (before <= 0) return 0
    let total = 0
    for (;;) {
      const deleted = await store.write((tx) => tx.events.deleteBefore(id, before, together))
      total += deleted
      if (deleted < together) return total
      await pause()
    }
  }

  return {
    async expireEvents(pause) {
      const time = now()
      const end = (days: number) => (days === 0 ? 0 : time - days * day)
      const ends = [
        { id: undefined, before: end(defaultOrganizationSettings.eventRetentionDays) },
        ...(await store.organizations.list()).map(({ id, settings }) => ({
          id,
          before: end(settings.eventRetentionDays),
        })),
      ]
      const first = Math.min(...ends.map(({ before }) => before))
      const part = (await store.rotateEvents?.(first)) ?? 0
      let total = 0
      // Those of a part that will soon go as a whole are left to it.
      for (const { id, before } of ends) total += await expire(id, before === first ? before - part : before, pause)
      return total
    },
  }
}
