import type { Config } from './config'
import { Unavailable } from './directory/unavailable'
import type { Log } from './log'

/** What the threads of a process share. */
export interface Shared {
  readonly database: SharedArrayBuffer
  readonly rateLimit: SharedArrayBuffer
}

/** What a thread beside the first is given. */
export interface ThreadData {
  readonly config: Config
  readonly shared: Shared
}

export interface Threads {
  /** Settles when all of them have stopped. Errors: Unavailable where one could not write all that it had to. */
  stop(): Promise<void>
}

/** How many threads answer requests if nobody says: elsewhere than on Linux the kernel gives all connections to one of them. */
export function usualThreads(): number {
  return process.platform === 'linux' ? Math.min(4, navigator.hardwareConcurrency) : 1
}

/** How long (ms) the first thread is alone: who waits for the first answer comes first. */
const beginning = 200

/**
 * Starts so many more threads, which listen on the same port; the kernel deals connections out among all. One that fails ends
 * the process, as the first would: whoever watches over it starts it anew.
 */
export function threads(count: number, data: ThreadData, log: Log): Threads {
  let running: readonly Thread[] = []
  const timer = setTimeout(() => {
    running = Array.from({ length: count }, () => thread(data, log))
  }, beginning)
  return {
    async stop() {
      clearTimeout(timer)
      const codes = await Promise.all(running.map((each) => each.stop()))
      if (codes.some((code) => code !== 0))
        throw new Unavailable('A thread could not write all that it had to; the log has more.')
    },
  }
}

interface Thread {
  /** Settles with its exit code. */
  stop(): Promise<number>
}

function thread(data: ThreadData, log: Log): Thread {
  // Loaded only here: it takes longer than the rest of a start.
  const { Worker } = process.getBuiltinModule('node:worker_threads')
  const worker = new Worker(Bun.main, { workerData: data })
  // What is said to it before it listens would not be heard.
  const serving = new Promise((resolve) => worker.once('message', resolve))
  const ended = new Promise<number>((resolve) => worker.once('exit', resolve))
  worker.on('error', (error) => {
    log.error({ error }, 'a thread failed')
    process.exit(1)
  })
  return {
    async stop() {
      await serving
      worker.postMessage('stop')
      return ended
    },
  }
}
