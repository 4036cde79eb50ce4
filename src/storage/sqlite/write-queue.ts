import type { Database } from 'bun:sqlite'
import { Unavailable } from '../../directory/unavailable'
import { translated } from './failures'
import { type Siblings, siblingMemory, siblings } from './siblings'

export interface WriteQueue {
  /** Runs a unit; settles when it is durable, or undone. A unit awaits nothing but its own statements. */
  add<T>(unit: () => Promise<T>): Promise<T>
  /** Runs what nobody is told of: settles when it is committed, and becomes durable with the next unit that must be. */
  addLoose(unit: () => Promise<void>): Promise<void>
  /** Whether the disk has taken everything so far. */
  isSound(): boolean
  /** Whether the connection is in the middle of a batch. */
  isWriting(): boolean
  readonly counters: Counters
  /** Refuses what is added from now on, and settles when nothing waits any more. */
  close(): Promise<void>
}

/** How many units were run so far, by how many commits, and how often the disk was waited for. */
export interface Counters {
  readonly commits: number
  readonly units: number
  readonly syncs: number
}

/** What the queue needs to know of the log that the database commits to. */
export interface CommitLog {
  /** Settles when everything that was committed before the call is on the disk. */
  sync(): Promise<void>
  /** Told after every commit of how many units it was; where it returns a promise, nobody's next batch begins before that. */
  grew(units: number): Promise<void> | undefined
}

/** What reads on the same connection are told. */
export interface Reading {
  /** A transaction is about to begin. */
  begins(): void
  /** Units were committed that were not loose. */
  committed(): void
}

/** Another process held the database's write lock for too long. Nothing was written. */
export class DatabaseBusy extends Unavailable {
  override readonly name = 'DatabaseBusy'
}

/** So many units are worth a commit while the disk is busy. */
const enough = 32
/** A batch ends after so many units or ms, so that reads have their turn. */
const most = 256
const longest = 5

/**
 * The one way to write. Units that wait together run one after another and are committed together. One that fails before it
 * has written anything, as nearly all do that fail, leaves nothing to undo; where one fails later, its batch is undone and
 * run again, each unit in a savepoint, for which every page is copied that it writes to.
 *
 * Whoever handed them in is answered when the log is on the disk, for which one sync does for all that was committed before
 * it began; everything else goes on meanwhile. The batches of `threads` that write to the same file take turns. `patience` is
 * how long (ms) another process is waited for. Without a `log` a commit must be durable by itself.
 */
export function writeQueue(
  client: Database,
  patience: number,
  log?: CommitLog,
  reading?: Reading,
  threads: Siblings = siblings(siblingMemory()),
): WriteQueue {
  const begin = client.prepare('begin immediate')
  const commit = client.prepare('commit')
  const rollback = client.prepare('rollback')
  const changes = client.prepare<readonly [number], []>('select total_changes()')
  const save = client.prepare('savepoint unit')
  const undo = client.prepare('rollback to unit')
  const release = client.prepare('release unit')
  const waiting: Waiting[] = []
  let running: Promise<void> | undefined
  let unsynced: Outcome[] = []
  // The numbers of the last commit that must be durable, and of the last that is.
  let latest = 0
  let durable = 0
  let syncing: Promise<void> | undefined
  let failure: SyncFailure | undefined
  let isWriting = false
  let isCareful = false
  let isClosed = false
  let commits = 0
  let units = 0
  let syncs = 0

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      // All that arrived in the same turn of the event loop is in the batch.
      await new Promise(setImmediate)
      // Few wait for the disk to be done with those before them, and for others: a commit costs as much as several units.
      if (waiting.length < enough) await syncing
      const before = units
      await threads.takeTurn()
      try {
        await runBatch()
        await log?.grew(units - before)
      } finally {
        threads.endTurn()
      }
    }
    running = undefined
  }

  async function runBatch(): Promise<void> {
    const batch: Waiting[] = []
    const outcomes: Outcome[] = []
    let isLoose = true
    try {
      if (failure) throw failure
      await lock()
      const start = performance.now()
      do {
        const next = waiting.shift()
        if (!next) break
        batch.push(next)
        if (!next.isLoose) isLoose = false
        const outcome = await (isCareful ? runApart(next) : runUnit(next))
        if (!outcome) return runAgain(batch)
        outcomes.push(outcome)
      } while (batch.length < most && performance.now() - start < longest)
      // Who sees what is committed next must know that it is not durable yet.
      if (!isLoose && log) latest = threads.commits()
      commit.run()
      isWriting = false
      isCareful = false
    } catch (error) {
      if (client.inTransaction) rollback.run()
      isWriting = false
      startSync()
      const reason = translated(error)
      for (const { reject } of batch.length > 0 ? batch : waiting.splice(0)) reject(reason)
      return
    }
    commits++
    units += batch.length
    if (!isLoose) reading?.committed()
    if (isLoose || !log) for (const { answer } of outcomes) answer()
    else {
      unsynced.push(...outcomes)
      startSync()
    }
  }

  function startSync(): void {
    if (log && durable !== latest) syncing ??= syncAll(log)
  }

  async function syncAll(log: CommitLog): Promise<void> {
    while (durable !== latest) {
      const taken = unsynced
      const reaching = latest
      unsynced = []
      try {
        syncs++
        await log.sync()
        durable = reaching
        threads.synced(durable)
        for (const { answer } of taken) answer()
      } catch (error) {
        // The system may have dropped what it could not write, so that a later sync would prove nothing.
        failure ??= new SyncFailure(client.filename, error)
        durable = latest
        threads.failed()
        for (const { reject } of [...taken, ...unsynced.splice(0)]) reject(failure)
      }
    }
    syncing = undefined
  }

  /** Undoes what a batch has done so far. It is run again with the next. */
  function runAgain(batch: readonly Waiting[]): void {
    rollback.run()
    isWriting = false
    isCareful = true
    waiting.unshift(...batch)
  }

  /**
   * Returns how to tell the caller the outcome, or undefined where a unit failed behind something that it has written.
   * Throws where SQLite gave up the whole transaction, as on a full disk.
   */
  async function runUnit({ unit, reject }: Waiting): Promise<Outcome | undefined> {
    const before = changed()
    try {
      return { answer: await unit(), reject }
    } catch (error) {
      if (!client.inTransaction) throw error
      return changed() === before ? { answer: () => reject(translated(error)), reject } : undefined
    }
  }

  /** How many rows this connection has ever changed. */
  const changed = () => changes.values()[0]?.[0]

  /** Does the same to a unit that can be undone alone. */
  async function runApart({ unit, reject }: Waiting): Promise<Outcome> {
    save.run()
    try {
      const answer = await unit()
      release.run()
      return { answer, reject }
    } catch (error) {
      if (!client.inTransaction) throw error
      undo.run()
      release.run()
      return { answer: () => reject(translated(error)), reject }
    }
  }

  async function lock(): Promise<void> {
    const deadline = performance.now() + patience
    for (;;) {
      try {
        reading?.begins()
        begin.run()
        isWriting = true
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

  function enqueue<T>(unit: () => Promise<T>, isLoose: boolean): Promise<T> {
    if (isClosed) return Promise.reject(new Error('The store is closed.'))
    return new Promise<T>((resolve, reject) => {
      const run = async () => {
        const value = await unit()
        return () => resolve(value)
      }
      waiting.push({ unit: run, reject, isLoose })
      start()
    })
  }

  function start(): void {
    running ??= run()
  }

  return {
    add: (unit) => enqueue(unit, false),
    addLoose: (unit) => enqueue(unit, true),
    isSound: () => failure === undefined,
    isWriting: () => isWriting,
    get counters() {
      return { commits, units, syncs: log ? syncs : commits }
    },
    async close() {
      isClosed = true
      await running
      await syncing
    },
  }
}

/** The disk did not take what was committed. What of it outlasts a power cut is not known, so nothing more is written. */
export class SyncFailure extends Unavailable {
  override readonly name = 'SyncFailure'

  constructor(file: string, cause: unknown) {
    super(`The disk failed to keep what was written to ${file}. See to the disk, and start Rollcall anew.`, { cause })
  }
}

/** What came of a unit. */
interface Outcome {
  /** Tells the caller. */
  readonly answer: () => void
  readonly reject: (error: unknown) => void
}

interface Waiting {
  /** Runs the unit, and returns what tells the caller its value. */
  readonly unit: () => Promise<() => void>
  readonly reject: (error: unknown) => void
  readonly isLoose: boolean
}

/** Whether another process holds the lock that was wanted. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
}
