import type { Database } from 'bun:sqlite'
import { close, fdatasync, openSync } from 'node:fs'
import { type Checkpointer, checkpointer } from './checkpointer'
import type { CommitLog } from './write-queue'

/** After so many units the length of the log is looked at. */
const glance = 64
/** How many pages of the log are copied back at a time. */
const step = 1000
/** With more pages than this the log is begun anew as soon as no more than `rest` are left to copy. */
const longest = 4000
const rest = 250

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

  function copy(log: number): Promise<void> {
    copied = log
    copier ??= checkpointer(client.filename)
    copying = copier.copy().finally(() => {
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
      if (log < copied) copied = 0
      // SQLite begins the log anew once all of it is copied, which it never is while others write.
      if (log >= 2 * longest || (log >= longest && log - checkpointed <= rest)) return copy(log)
      if (log - copied >= step) copy(log)
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
