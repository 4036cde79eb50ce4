import type { Database } from 'bun:sqlite'
import { once } from './prepared'

/**
 * One transaction for all that is read in a turn of the event loop: SQLite locks the file and looks for what others have
 * committed once, and not for every statement, which takes as long as finding a row. It sees nothing staler than the turn.
 */
export interface ReadTurns {
  /** Before something is read. */
  enter(): void
  /** Before the connection begins anything else. */
  leave(): void
}

export function readTurns(client: Database): ReadTurns {
  const begin = once(() => client.prepare('begin'))
  const end = once(() => client.prepare('commit'))
  let isOpen = false
  function leave(): void {
    if (!isOpen) return
    isOpen = false
    end().run()
  }
  return {
    enter() {
      if (isOpen) return
      begin().run()
      isOpen = true
      setImmediate(leave)
    },
    leave,
  }
}
