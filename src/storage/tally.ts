/** What is noted again and again under few keys: it is added up, and written together. */
export interface Tally<T> {
  add(item: T): void
  /** Settles when everything added so far is written; rejects when it cannot be. */
  flush(): Promise<void>
  /** Flushes; what is added from now on is lost. */
  close(): Promise<void>
}

/** How long (ms) items wait for others. */
const delay = 1000
/** How many keys are held while the database takes none; then new ones are lost. */
const most = 10_000

/** `sum` joins what was added under a key with what came later. */
export function tally<T>(
  keyOf: (item: T) => string,
  sum: (earlier: T, later: T) => T,
  write: (items: readonly T[]) => Promise<void>,
): Tally<T> {
  let waiting = new Map<string, T>()
  let isClosed = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function note(item: T): void {
    const key = keyOf(item)
    const known = waiting.get(key)
    if (known !== undefined) waiting.set(key, sum(known, item))
    else if (waiting.size < most) waiting.set(key, item)
  }

  function schedule(): void {
    if (!isClosed) timer ??= setTimeout(() => flush().catch(() => undefined), delay)
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const taken = [...waiting.values()]
    if (taken.length === 0) return
    waiting = new Map()
    try {
      await write(taken)
    } catch (error) {
      const since = waiting
      waiting = new Map()
      for (const item of [...taken, ...since.values()]) note(item)
      schedule()
      throw error
    }
  }

  return {
    add(item) {
      note(item)
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
