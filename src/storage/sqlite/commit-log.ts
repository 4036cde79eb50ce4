import type { Database } from 'bun:sqlite'
import { close, fdatasync, openSync } from 'node:fs'
import { type Checkpointer, checkpointer } from './checkpointer'
import type { CommitLog } from './write-queue'

/** After so many units the length of the log is looked at. */
const glance = 64
/** How many pages of the log are copied back at a time: the more, the more often it has one of them several times. */
const step = 4000
/** With this many pages the log is to begin anew. */
const longest = 6000
/** So few pages are left to copy that all writers can wait for it. */
const rest = 1500

export interface FileLog extends CommitLog {
  close(): Promise<void>
}

/**
 * The write-ahead log of a database whose commits do not wait for the disk (`synchronous = normal`). Other threads sync it
 * and copy it back into the database, so that reads go on meanwhile.
 */
export function commitLog(client: Database): FileLog {
  // SQLite holds no locks on this file, which closing a descriptor would end; it does on the database itself.
  const file = openSync(`${client.filename}-wal`, 'r')
  const state = client.prepare<{ readonly log: number; readonly checkpointed: number }, []>(
    'pragma wal_checkpoint(noop)',
  )
  let copier: Checkpointer | undefined
  let copying: Promise<void> | undefined
  let copied = 0
  let unseen = 0
  /** So much of the log has been copied back and is on the disk. */
  let flushed = 0
  let isFlushing = false

  function begin(log: number, act: 'copy' | 'flush'): Promise<void> {
    copied = log
    copier ??= checkpointer(client.filename)
    copying = copier[act]().finally(() => {
      copying = undefined
    })
    return copying
  }

  return {
    sync: () => done((settle) => fdatasync(file, settle)),
    grew(units) {
      unseen += units
      if (copying || unseen < glance) return undefined
      unseen = 0
      const { log, checkpointed } = state.get() ?? { log: 0, checkpointed: 0 }
      if (isFlushing) flushed = Math.min(copied, checkpointed)
      isFlushing = false
      if (log < copied) {
        copied = 0
        flushed = 0
      }
      if (log < longest) {
        if (log - copied >= step) begin(log, 'copy')
        return undefined
      }
      // SQLite begins the log anew once all of it is copied, which it never is while others write, and on the disk, which
      // takes long where much was copied.
      if (log - flushed <= (log < 2 * longest ? rest : longest)) return begin(log, 'copy')
      isFlushing = true
      begin(log, 'flush').then(() => {
        // Whoever reads what the database was long ago keeps it from being copied, however often that is tried.
        if (log - checkpointed <= longest) unseen = glance
      })
      return undefined
    },
    async close() {
      await copying
      await copier?.close()
      await done((settle) => close(file, settle))
    },
  }
}

/** Settles when what was begun calls back. Node's own way from a callback to a promise takes long to load. */
function done(begin: (settle: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => begin((error) => (error ? reject(error) : resolve())))
}
