import type { Sighting, UnknownAttribute } from '../directory/connection'
import { type Tally, tally } from './tally'

/** An unknown attribute as it was counted since the last writing. */
export interface Counted extends UnknownAttribute {
  readonly connectionId: string
}

/** Counts attributes that nobody has defined. A client sends the same ones again and again, so they are added up before they are written. */
export interface UnknownTally extends Pick<Tally<Counted>, 'flush' | 'close'> {
  count(connectionId: string, sightings: readonly Sighting[]): void
}

export function unknownTally(write: (counted: readonly Counted[]) => Promise<void>): UnknownTally {
  const { add, flush, close } = tally<Counted>(
    ({ connectionId, resourceType, path }) => `${connectionId} ${resourceType} ${path}`,
    sum,
    write,
  )
  return {
    count(connectionId, sightings) {
      for (const { time, ...sighting } of sightings) {
        add({ connectionId, ...sighting, count: 1, firstSeen: time, lastSeen: time })
      }
    },
    flush,
    close,
  }
}

function sum(one: Counted, other: Counted): Counted {
  return {
    ...(one.lastSeen > other.lastSeen ? one : other),
    count: one.count + other.count,
    firstSeen: Math.min(one.firstSeen, other.firstSeen),
  }
}
