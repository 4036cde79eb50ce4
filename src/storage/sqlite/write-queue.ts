import type { Database } from 'bun:sqlite'

export interface WriteQueue {
  /** Runs a unit; settles when it is durable, or undone. A unit awaits nothing but its own statements. */
  add<T>(unit: () => Promise<T>): Promise<T>
  /** How many units were run so far, and by how many commits. */
  readonly counters: { readonly commits: number; readonly units: number }
  /** Refuses what is added from now on, and settles when nothing waits any more. */
  close(): Promise<void>
}

/** Another process held the database's write lock for too long. Nothing was written. */
export class DatabaseBusy extends Error {
  override readonly name = 'DatabaseBusy'
}

/** A batch ends after so many units or ms, so that reads have their turn. */
const most = 256
const longest = 5

/**
 * The one way to write. Units that wait together run one after another, each in its savepoint, and are committed together
 * with one fsync; whoever handed them in is answered after that. `patience` is how long (ms) another process is waited for.
 */
export function writeQueue(client: Database, patience: number): WriteQueue {
  const begin = client.prepare('begin immediate')
  const commit = client.prepare('commit')
  const rollback = client.prepare('rollback')
  const save = client.prepare('savepoint unit')
  const undo = client.prepare('rollback to unit')
  const release = client.prepare('release unit')
  const waiting: Waiting[] = []
  let running: Promise<void> | undefined
  let isClosed = false
  let commits = 0
  let units = 0

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      // All that arrived in the same turn of the event loop is in the batch.
      await new Promise(setImmediate)
      await runBatch()
    }
    running = undefined
  }

  async function runBatch(): Promise<void> {
    const batch: Waiting[] = []
    const answers: (() => void)[] = []
    try {
      await lock()
      const start = performance.now()
      do {
        const next = waiting.shift()
        if (!next) break
        batch.push(next)
        answers.push(await runUnit(next))
      } while (batch.length < most && performance.now() - start < longest)
      commit.run()
    } catch (error) {
      if (client.inTransaction) rollback.run()
      for (const { reject } of batch.length > 0 ? batch : waiting.splice(0)) reject(error)
      return
    }
    commits++
    units += batch.length
    for (const answer of answers) answer()
  }

  /** Returns what tells the caller the outcome. Throws where SQLite gave up the whole transaction, as on a full disk. */
  async function runUnit({ unit, reject }: Waiting): Promise<() => void> {
    save.run()
    try {
      const answer = await unit()
      release.run()
      return answer
    } catch (error) {
      if (!client.inTransaction) throw error
      undo.run()
      release.run()
      return () => reject(error)
    }
  }

  async function lock(): Promise<void> {
    const deadline = performance.now() + patience
    for (;;) {
      try {
        begin.run()
        return
      } catch (error) {
        if (!isBusy(error)) throw error
        if (performance.now() > deadline) {
          throw new DatabaseBusy(
            `Another process has been writing to ${client.filename} for more than ${patience / 1000} s. Nothing was changed; try again when it is done.`,
          )
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  return {
    add<T>(unit: () => Promise<T>): Promise<T> {
      if (isClosed) return Promise.reject(new Error('The store is closed.'))
      return new Promise<T>((resolve, reject) => {
        const run = async () => {
          const value = await unit()
          return () => resolve(value)
        }
        waiting.push({ unit: run, reject })
        start()
      })
    },
    get counters() {
      return { commits, units }
    },
    async close() {
      isClosed = true
      await running
    },
  }

  function start(): void {
    running ??= run()
  }
}

interface Waiting {
  /** Runs the unit, and returns what tells the caller its value. */
  readonly unit: () => Promise<() => void>
  readonly reject: (error: unknown) => void
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
}
