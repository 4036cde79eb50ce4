import type { Request, RequestCount } from './activity'
import type { Connection } from './connection'
import { type Cycle, lastCycle } from './cycle'
import type { Dependencies } from './directory'

/** How a connection is doing. */
export interface HealthOffice {
  healthOf(connection: Connection): Promise<Health>
  /** Whom the provider has passed over, as it was known within the last minute. It may take seconds where there are very many events. */
  lastCycleOf(connection: Connection): Promise<Cycle>
}

export interface Health {
  readonly lastRequest?: Request
  /** The last request that was refused or failed. */
  readonly lastFailure?: Request
  /** Of the last 24 hours, by whole hours. */
  readonly lately: Outcomes
  /** The last 30 days in UTC, the oldest first; `day` is when (ms) it begins. */
  readonly days: readonly (Outcomes & { readonly day: number })[]
}

/** How many requests ended below 400, below 500, and above. */
export type Outcomes = Omit<RequestCount, 'hour'>

const hour = 3_600_000
const day = 24 * hour
const days = 30

/** How long (ms) what was found out about a connection's last cycle is told again. */
const validity = 60_000

export function healthOffice({ store, now }: Pick<Dependencies, 'store' | 'now'>): HealthOffice {
  const cycles = new Map<string, { readonly at: number; readonly cycle: Promise<Cycle> }>()

  return {
    async healthOf({ id }) {
      const time = now()
      const today = Math.floor(time / day)
      const counts = await store.activity.counts(id, (today - days + 1) * 24)
      const [lastRequest, lastFailure] = [await store.activity.latest(id), await store.activity.latestFailure(id)]
      const byDay = Map.groupBy(counts, (count) => Math.floor(count.hour / 24))
      const yesterday = Math.floor(time / hour) - 24
      return {
        ...(lastRequest && { lastRequest }),
        ...(lastFailure && { lastFailure }),
        lately: total(counts.filter((count) => count.hour > yesterday)),
        days: Array.from({ length: days }, (_, index) => {
          const each = today - days + 1 + index
          return { day: each * day, ...total(byDay.get(each) ?? []) }
        }),
      }
    },

    lastCycleOf(connection) {
      const time = now()
      for (const [id, { at }] of cycles) if (time - at >= validity || time < at) cycles.delete(id)
      const known = cycles.get(connection.id)
      if (known) return known.cycle
      const cycle = lastCycle(store, connection, time)
      cycles.set(connection.id, { at: time, cycle })
      cycle.catch(() => cycles.delete(connection.id))
      return cycle
    },
  }
}

/** The share of requests that were refused or failed, from 0 to 1; undefined where there was none. */
export function errorRate({ succeeded, refused, failed }: Outcomes): number | undefined {
  const all = succeeded + refused + failed
  return all === 0 ? undefined : (refused + failed) / all
}

function total(counts: readonly Outcomes[]): Outcomes {
  const sum = (name: keyof Outcomes) => counts.reduce((so, count) => so + count[name], 0)
  return { succeeded: sum('succeeded'), refused: sum('refused'), failed: sum('failed') }
}
