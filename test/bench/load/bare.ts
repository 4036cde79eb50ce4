import { join } from 'node:path'
import { interruption } from '../interruption'
import type { Load } from './job'

/** Where the bare statements are run, and on how many connections. */
export interface BarePlace {
  readonly url: string
  readonly connections: number
}

export interface BareJob {
  readonly statement: 'select' | 'insert'
  /** How many wait for an answer at a time, on whichever connection. */
  readonly loops: number
  readonly seconds: number
}

/** A process that runs bare statements on a database of Rollcall's, without HTTP or anything else of Rollcall's. One job at a time. */
export interface Bare {
  run(job: BareJob): Promise<Load>
  end(): Promise<void>
}

export async function startBare(place: BarePlace): Promise<Bare> {
  const ready = Promise.withResolvers<void>()
  let answer: PromiseWithResolvers<Load> | undefined
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'bare-loop.ts'), JSON.stringify(place)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    signal: interruption.signal,
    ipc: (said: Load | 'ready') => (said === 'ready' ? ready.resolve() : answer?.resolve(said)),
    onExit: (_, code) => {
      const error = new Error(`the loop of bare statements ended (${code})`)
      ready.reject(error)
      answer?.reject(error)
    },
  })
  await ready.promise
  return {
    run(job) {
      answer = Promise.withResolvers<Load>()
      child.send(job)
      return answer.promise
    },
    async end() {
      child.kill()
      await child.exited
    },
  }
}
