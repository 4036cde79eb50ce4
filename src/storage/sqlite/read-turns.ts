import type { Database } from 'bun:sqlite'
import { once } from './prepared'
import type { Siblings } from './siblings'

/**
 * One transaction for all that is read in a turn of the event loop: SQLite locks the file and looks for what others have
 * committed once, and not for every statement, which takes as long as finding a row. In a long turn somebody may come who
 * knows of what another thread has acknowledged meanwhile, and sees it.
 */
export interface ReadTurns {
  /** Before something is read. */
  enter(): void
  /** Before the connection begins anything else. */
  leave(): void
}

export function readTurns(client: Database, { acknowledged }: Pick<Siblings, 'acknowledged'>): ReadTurns {
  const begin = once(() => client.prepare('begin'))
  const end = once(() => client.prepare('commit'))
  let isOpen = false
  let since = 0
  function leave(): void {
    if (!isOpen) return
    isOpen = false
    end().run()
  }
  return {
    enter() {
      const now = acknowledged()
      if (isOpen && now === since) return
      leave()
      since = now
      begin().run()
      isOpen = true
      setImmediate(leave)
    },
    leave,
  }
}
