import type { ReservedSQL } from 'bun'
import type { RequestEvent } from '../../directory/request-event'
import { Unavailable } from '../../directory/unavailable'
import type { Client } from './connection'
import { isAway, isCollision, isDuplicate, isOverdue, translated } from './failures'
import type { WatchedPool } from './watched-pool'

/** What came of a unit: its value, and the events it has kept. */
export interface Done<T> {
  readonly value: T
  readonly events: readonly RequestEvent[]
}

export interface Units<Tx> {
  /** Errors: Unavailable. */
  run<T>(unit: (transaction: Tx) => Promise<T>): Promise<Done<T>>
  /** Settles when nothing is under way. */
  settled(): Promise<void>
}

/** So often a unit runs beside others, and then again alone, before it is given up. */
const beside = 4
const alone = 4
/** So often a unit is run again that found a row too many. */
const duplicates = 2
/** So often a unit is begun anew on another connection. */
const losses = 3

/**
 * Runs units side by side, each on a connection of its own. What a unit reads it locks, so that the outcome is as if one had
 * run after another (unit-locks.ts). Those that wait for each other in a circle are told apart by PostgreSQL, which undoes
 * one; it runs again, and so does one that found a row which was not there when it looked. What keeps colliding runs alone
 * in the end, which all others wait for, so that it comes through.
 */
export function units<Tx>(
  pool: WatchedPool,
  transactionOn: (client: () => Client, keep: (event: RequestEvent) => void) => Tx,
): Units<Tx> {
  const idle: Lane<Tx>[] = []
  const running = new Set<Promise<unknown>>()

  function lane(): Lane<Tx> {
    const free = idle.pop()
    if (free) return free
    const made: { client?: ReservedSQL; events: RequestEvent[] } = { events: [] }
    const client = () => {
      if (!made.client) throw new Error('A unit is over; nothing more can be done in it.')
      return made.client
    }
    const transaction = transactionOn(client, (event) => made.events.push(event))
    return Object.assign(made, { transaction })
  }

  async function attempt<T>(unit: (transaction: Tx) => Promise<T>, isAlone: boolean): Promise<Done<T>> {
    const client = await pool.watch(() => pool.reserve())
    const command = (text: string) => pool.watch(async () => void (await client.unsafe(text).simple()))
    const used = lane()
    used.client = client
    used.events = []
    let isCommitting = false
    try {
      await command(isAlone ? beginAlone : beginBeside)
      const value = await unit(used.transaction)
      isCommitting = true
      await command('commit')
      return { value, events: used.events }
    } catch (error) {
      const isUndone = await command('rollback').then(
        () => true,
        () => false,
      )
      if (!isUndone) await client.close().catch(() => undefined)
      if (isCommitting && isAway(error)) throw new CommitUnknown(error, used.events)
      throw error
    } finally {
      used.client = undefined
      idle.push(used)
      client.release()
    }
  }

  async function run<T>(unit: (transaction: Tx) => Promise<T>): Promise<Done<T>> {
    const met = { collisions: 0, duplicates: 0, losses: 0 }
    for (;;) {
      try {
        return await attempt(unit, met.collisions >= beside)
      } catch (error) {
        if (isCollision(error) && met.collisions < beside + alone) met.collisions++
        else if (isDuplicate(error) && met.duplicates < duplicates) met.duplicates++
        else if ((isAway(error) || isOverdue(error)) && met.losses < losses) met.losses++
        else throw translated(error)
      }
      // Those that collided would again, if all of them began at once.
      await Bun.sleep(Math.random() * 4 * 2 ** Math.min(met.collisions, beside) + 40 * met.losses)
    }
  }

  return {
    run(unit) {
      const outcome = run(unit)
      const ended = outcome.then(
        () => undefined,
        () => undefined,
      )
      running.add(ended)
      void ended.then(() => running.delete(ended))
      return outcome
    },
    async settled() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

/** A connection's transaction, used by one unit after another. */
interface Lane<Tx> {
  client?: ReservedSQL | undefined
  events: RequestEvent[]
  readonly transaction: Tx
}

/** The connection was lost while a unit was committed: whether it was is not known, so it is neither acknowledged nor run again. */
export class CommitUnknown extends Unavailable {
  override readonly name = 'CommitUnknown'

  constructor(
    cause: unknown,
    /** Those of the unit: they are in the log if it was kept. */
    readonly events: readonly RequestEvent[],
  ) {
    super(
      'The connection to the database was lost while a change was being kept; look whether it was, and try again.',
      {
        cause,
        isUncertain: true,
      },
    )
  }
}

/** A process that freezes, or whose machine is lost without a word, keeps what it has locked for so long. */
const idle = '10s'

const begin = (mode: string) =>
  `begin isolation level read committed; set local idle_in_transaction_session_timeout = '${idle}'; lock table turn in ${mode} mode`
const beginBeside = begin('row share')
const beginAlone = begin('exclusive')
