import { join } from 'node:path'
import { interruption } from '../interruption'
import type { Job, Load, Order } from './job'

/** The load generator, as a process of its own. One thing is asked of it at a time. */
export interface Driver {
  /** The requests that jobs send from now on, one after another and again from the start; each job goes on where the last one with that server ended. */
  load(requests: readonly string[]): void
  run(job: Job): Promise<Load>
  end(): Promise<void>
}

/** How much longer (s) than it should a job may take before the run is given up. */
const patience = 120

export function startDriver(): Driver {
  let settle: PromiseWithResolvers<Load> | undefined
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'generator.ts')], {
    stdio: ['ignore', 'inherit', 'inherit'],
    signal: interruption.signal,
    ipc: (load: Load) => settle?.resolve(load),
    onExit: (_, code) => settle?.reject(new Error(`the load generator ended (${code})`)),
  })
  const tell = (order: Order) => child.send(order)
  return {
    load: (requests) => tell({ kind: 'requests', requests }),
    async run(job) {
      const awaited = Promise.withResolvers<Load>()
      settle = awaited
      const timer = setTimeout(
        () => awaited.reject(new Error(`a load of ${job.seconds} s has not ended ${patience} s later`)),
        (job.seconds + patience) * 1000,
      )
      tell({ kind: 'job', ...job })
      try {
        return await awaited.promise
      } finally {
        clearTimeout(timer)
        settle = undefined
      }
    },
    async end() {
      child.kill()
      await child.exited
    },
  }
}
