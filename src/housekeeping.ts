import type { Store } from './directory/store'
import { Unavailable } from './directory/unavailable'
import type { Log } from './log'

/** Something that has to be done now and then, and is done where others would wait for it otherwise. */
export interface Chore {
  readonly name: string
  /** ms from the end of one time to the beginning of the next. */
  readonly every: number
  run(): Promise<unknown>
}

/** How it is settled among several who keep the same house whose turn it is. */
export interface Sharing {
  readonly claim: NonNullable<Store['claim']>
  /** How long (ms) a chore stays with whoever says nothing more. */
  readonly lease: number
}

/** How long (ms) the first time is waited for: those who ask first come first. */
const beginning = 500

/**
 * Does each chore soon, and then again and again; where the house is shared, one of those who keep it does. What fails is
 * logged, and tried again at its next time; that the database is away is told by who keeps it.
 */
export function housekeeping(chores: readonly Chore[], log: Pick<Log, 'error'>, sharing?: Sharing): { stop(): void } {
  const timers = new Map<Chore, ReturnType<typeof setTimeout>>()
  let isStopped = false

  function plan(chore: Chore, wait: number): void {
    if (!isStopped) timers.set(chore, setTimeout(() => void perform(chore), wait).unref())
  }

  async function perform(chore: Chore): Promise<void> {
    try {
      if (sharing) await inTurn(chore, sharing)
      else await chore.run()
    } catch (error) {
      if (!isStopped && !(error instanceof Unavailable)) log.error({ chore: chore.name, error }, 'housekeeping failed')
    }
    plan(chore, sharing ? Math.min(chore.every, sharing.lease / 4) : chore.every)
  }

  /** Does a chore that nobody else does or has just done, and keeps it until it is time again. */
  async function inTurn({ name, every, run }: Chore, { claim, lease }: Sharing): Promise<void> {
    const turn = crypto.randomUUID()
    if (!(await claim(name, turn, lease))) return
    const keeping = setInterval(() => {
      if (!isStopped) claim(name, turn, lease).catch(() => undefined)
    }, lease / 4).unref()
    try {
      await run()
    } finally {
      clearInterval(keeping)
      if (!isStopped) await claim(name, turn, every)
    }
  }

  for (const chore of chores) plan(chore, beginning)
  return {
    stop() {
      isStopped = true
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}
