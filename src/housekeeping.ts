import { Unavailable } from './directory/unavailable'
import type { Log } from './log'

/** Something that has to be done now and then, and is done where others would wait for it otherwise. */
export interface Chore {
  readonly name: string
  /** ms from the end of one time to the beginning of the next. */
  readonly every: number
  run(): Promise<unknown>
}

/** How long (ms) the first time is waited for: those who ask first come first. */
const beginning = 500

/** Does each chore soon, and then again and again. What fails is logged, and tried again at its next time; that the database is away is told by who keeps it. */
export function housekeeping(chores: readonly Chore[], log: Pick<Log, 'error'>): { stop(): void } {
  const timers = new Map<Chore, ReturnType<typeof setTimeout>>()
  let isStopped = false

  function plan(chore: Chore, wait: number): void {
    if (!isStopped) timers.set(chore, setTimeout(() => void perform(chore), wait).unref())
  }

  async function perform(chore: Chore): Promise<void> {
    try {
      await chore.run()
    } catch (error) {
      if (!isStopped && !(error instanceof Unavailable)) log.error({ chore: chore.name, error }, 'housekeeping failed')
    }
    plan(chore, chore.every)
  }

  for (const chore of chores) plan(chore, beginning)
  return {
    stop() {
      isStopped = true
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}
