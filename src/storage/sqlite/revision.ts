import type { Database } from 'bun:sqlite'
import { once } from './prepared'
import type { Siblings } from './siblings'

/** Tells whether anything was committed since it was asked before, by us or by another process. */
export interface Revision {
  /**
   * Another number whenever there may have been a commit. Other processes are looked for once in each turn of the event
   * loop, and whenever a thread of ours has acknowledged something.
   */
  current(): number
  /** Says that this process has committed something. */
  advance(): void
}

/** `client` is the connection that writes, which hears of the commits of all others. */
export function revision(client: Database, { acknowledged }: Pick<Siblings, 'acknowledged'>): Revision {
  const look = once(() => client.prepare<{ readonly data_version: number }, []>('pragma data_version'))
  let seen = Number.NaN
  let number = 0
  let isFresh = false
  let since = 0
  const wither = () => {
    isFresh = false
  }
  return {
    current() {
      const now = acknowledged()
      if (isFresh && now === since) return number
      if (!isFresh) setImmediate(wither)
      isFresh = true
      since = now
      const found = look().get()?.data_version
      if (found !== seen) number++
      seen = found ?? Number.NaN
      return number
    },
    advance() {
      number++
    },
  }
}

/** Keeps what was found until anything is committed. What is not found is not kept. */
export function untilCommit<T>(
  revision: Revision,
  find: (key: string) => T | undefined,
): (key: string) => T | undefined {
  const kept = new Map<string, T>()
  let since = Number.NaN
  return (key) => {
    const now = revision.current()
    if (now !== since || kept.size >= most) kept.clear()
    since = now
    const known = kept.get(key)
    if (known !== undefined) return known
    const found = find(key)
    if (found !== undefined) kept.set(key, found)
    return found
  }
}

const most = 1000
