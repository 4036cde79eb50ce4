/** What the threads of a process that have one database open tell each other, through memory that they share. */
export interface Siblings {
  /** Settles when it is this thread's turn to write, which comes in the order of asking; undefined where it is at once. */
  takeTurn(): Promise<void> | undefined
  endTurn(): void
  /** Says, in this thread's turn, that something is about to be committed that is not durable yet; returns its number. */
  commits(): number
  /** Says that the commit of this number is on the disk, and with it all before. */
  synced(commit: number): void
  /** Another number whenever anything has been acknowledged, by whichever thread, since it was another one. */
  acknowledged(): number
  /** Says that the disk failed: what waits for it need wait no longer. */
  failed(): void
  /** Settles when all that any thread has committed by now is durable; undefined where it is. */
  settled(): Promise<void> | undefined
}

/** The longest time (ms) a timer can have. */
const longest = 2 ** 31 - 1

export type SiblingMemory = SharedArrayBuffer

const words = { ticket: 0, served: 1, committed: 2, synced: 3, failed: 4 } as const

export function siblingMemory(): SiblingMemory {
  return new SharedArrayBuffer(4 * Object.keys(words).length)
}

/** The counters wrap around, so they are compared by their difference. */
export function siblings(memory: SiblingMemory): Siblings {
  const shared = new Int32Array(memory)
  let latest: { readonly commit: number; readonly settled: Promise<void> } | undefined

  /** Waits until a counter has come to a value. */
  async function reached(word: 'served' | 'synced', value: number): Promise<void> {
    // A thread that waits for nothing else would end here.
    const alive = setInterval(() => undefined, longest)
    try {
      for (;;) {
        const seen = Atomics.load(shared, words[word])
        if (((seen - value) | 0) >= 0 || hasFailed(word)) return
        const waiting = Atomics.waitAsync(shared, words[word], seen)
        if (waiting.async) await waiting.value
      }
    } finally {
      clearInterval(alive)
    }
  }

  const hasFailed = (word: 'served' | 'synced') => word === 'synced' && Atomics.load(shared, words.failed) > 0

  return {
    takeTurn() {
      const ticket = Atomics.add(shared, words.ticket, 1)
      return Atomics.load(shared, words.served) === ticket ? undefined : reached('served', ticket)
    },
    endTurn() {
      Atomics.add(shared, words.served, 1)
      Atomics.notify(shared, words.served)
    },
    commits: () => (Atomics.add(shared, words.committed, 1) + 1) | 0,
    synced(commit) {
      for (;;) {
        const seen = Atomics.load(shared, words.synced)
        if (((seen - commit) | 0) >= 0) return
        if (Atomics.compareExchange(shared, words.synced, seen, commit) === seen) break
      }
      Atomics.notify(shared, words.synced)
    },
    acknowledged: () => Atomics.load(shared, words.synced),
    failed() {
      Atomics.store(shared, words.failed, 1)
      Atomics.notify(shared, words.synced)
    },
    settled() {
      const commit = Atomics.load(shared, words.committed)
      if (((Atomics.load(shared, words.synced) - commit) | 0) >= 0 || hasFailed('synced')) return undefined
      if (latest?.commit !== commit) latest = { commit, settled: reached('synced', commit) }
      return latest.settled
    },
  }
}
