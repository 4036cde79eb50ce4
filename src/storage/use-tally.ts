import type { TokenUse } from '../directory/store'

/** Remembers when each token was last used and from where, and writes it together: a token is used again and again. */
export interface UseTally {
  used(use: TokenUse): void
  /** Settles when everything noted so far is written; rejects when it cannot be. */
  flush(): Promise<void>
  /** Flushes; what is noted from now on is lost. */
  close(): Promise<void>
}

/** How long (ms) uses wait for others. */
const delay = 1000
/** How many tokens are remembered while the database takes none; then new ones are lost. */
const most = 10_000

export function useTally(write: (uses: readonly TokenUse[]) => Promise<void>): UseTally {
  let waiting = new Map<string, TokenUse>()
  let isClosed = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function add(use: TokenUse): void {
    const known = waiting.get(use.id)
    if (known ? known.time <= use.time : waiting.size < most) waiting.set(use.id, use)
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
    used(use) {
      add(use)
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
