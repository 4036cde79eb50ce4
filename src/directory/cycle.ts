import type { ActivePerson } from './activity'
import type { Connection } from './connection'
import type { Store } from './store'

/**
 * The latest stretch of a connection's requests, without a pause of more than half an hour, in which at least half of its
 * active people were read, found or written: then the provider has gone through everybody it knows.
 */
export type Cycle = { readonly asOf: number } & (
  | {
      readonly kind: 'found'
      /** Both in ms since 1970; it may still be going on where it ended within the pause. */
      readonly began: number
      readonly ended: number
      readonly isUnderWay: boolean
      /** How many of the people that are active now it touched. */
      readonly touched: number
      /** Those who were there before it began and that it did not touch; the first of them. */
      readonly untouched: { readonly total: number; readonly first: readonly ActivePerson[] }
    }
  /** There was none, as far back as events are kept. */
  | { readonly kind: 'none' }
  /** There are too many events to tell. */
  | { readonly kind: 'unknown' }
)

const pause = 30 * 60_000
/** How many events are looked at, and how many rows before others have their turn. */
const most = 200_000
const together = 500
/** How many untouched people are named. */
const named = 20

interface Stretch {
  began: number
  readonly ended: number
  readonly touched: Set<string>
}

export async function lastCycle(
  { activity, connections }: Pick<Store, 'activity' | 'connections'>,
  connection: Connection,
  asOf: number,
): Promise<Cycle> {
  const { active } = await connections.tallyOf(connection.organizationId, connection.id)
  if (active === 0) return { kind: 'none', asOf }
  let stretch: Stretch | undefined
  let before = Number.MAX_SAFE_INTEGER
  for (let seen = 0; seen < most; seen += together) {
    const touches = await activity.touches(connection.id, before, together)
    for (const { time, userId } of touches) {
      if (stretch && stretch.began - time > pause) {
        const found = await judge(stretch)
        if (found) return found
        stretch = undefined
      }
      stretch ??= { began: time, ended: time, touched: new Set() }
      stretch.began = Math.min(stretch.began, time)
      if (userId !== undefined) stretch.touched.add(userId)
    }
    const last = touches.at(-1)
    if (!last || touches.length < together) return (stretch && (await judge(stretch))) ?? { kind: 'none', asOf }
    before = last.position
  }
  return { kind: 'unknown', asOf }

  async function judge({ began, ended, touched }: Stretch): Promise<Cycle | undefined> {
    if (touched.size * 2 < active) return undefined
    const first: ActivePerson[] = []
    let [count, missed, after] = [0, 0, 0]
    for (;;) {
      const people = await activity.activePeople(connection, after, together)
      for (const person of people) {
        if (touched.has(person.id)) count++
        else if (person.created < began && ++missed <= named) first.push(person)
      }
      const last = people.at(-1)
      if (!last || people.length < together) break
      after = last.position
    }
    if (count * 2 < active) return undefined
    const isUnderWay = asOf - ended <= pause
    return { kind: 'found', asOf, began, ended, isUnderWay, touched: count, untouched: { total: missed, first } }
  }
}
