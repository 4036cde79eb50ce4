import type { UnknownAttribute } from '../directory/model'
import type { Sighting } from '../directory/store'

/** An unknown attribute as it was counted since the last writing. */
export interface Counted extends UnknownAttribute {
  readonly connectionId: string
}

/** Counts attributes that nobody has defined. A client sends the same ones again and again, so they are added up before they are written. */
export interface UnknownTally {
  count(connectionId: string, sightings: readonly Sighting[]): void
  /** Settles when everything counted so far is written; rejects when it cannot be. */
  flush(): Promise<void>
  /** Flushes; what is counted from now on is lost. */
  close(): Promise<void>
}

/** How long (ms) counts wait for others. */
const delay = 1000
/** How many attributes are held while the database takes none; then new ones are lost. */
const most = 10_000

export function unknownTally(write: (counted: readonly Counted[]) => Promise<void>): UnknownTally {
  let waiting = new Map<string, Counted>()
  let isClosed = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function add(counted: Counted): void {
    const key = `${counted.connectionId} ${counted.resourceType} ${counted.path}`
    const known = waiting.get(key)
    if (!known && waiting.size >= most) return
    waiting.set(key, known ? sum(known, counted) : counted)
  }

  function schedule(): void {
    if (!isClosed) timer ??= setTimeout(() => flush().catch(() => undefined), delay)
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const taken = [...waiting.values()]
    waiting = new Map()
    if (taken.length === 0) return
    try {
      await write(taken)
    } catch (error) {
      taken.forEach(add)
      schedule()
      throw error
    }
  }

  return {
    count(connectionId, sightings) {
      for (const { time, ...sighting } of sightings) {
        add({ connectionId, ...sighting, count: 1, firstSeen: time, lastSeen: time })
      }
      schedule()
    },
    flush,
    async close() {
      await flush().finally(() => {
        isClosed = true
        clearTimeout(timer)
      })
    },
  }
}

function sum(one: Counted, other: Counted): Counted {
  return {
    ...(one.lastSeen > other.lastSeen ? one : other),
    count: one.count + other.count,
    firstSeen: Math.min(one.firstSeen, other.firstSeen),
  }
}
