import { parentPort, workerData } from 'node:worker_threads'
import { serve } from './appliance'
import { Unavailable } from './directory/unavailable'
import { createLog } from './log'
import type { ThreadData } from './threads'

/** What a thread beside the first does: it serves until it is told to stop. Settles with the exit code: 1 where not everything could be written. */
export async function thread(): Promise<number> {
  const isTold = new Promise((resolve) => parentPort?.once('message', resolve))
  // threads.ts gives it just this.
  const { config, shared } = workerData as ThreadData
  const { logLevel: level, logFormat: format = 'json' } = config
  const serving = await serve(config, createLog({ level, format }), shared)
  parentPort?.postMessage('serving')
  await isTold
  try {
    await serving.stop()
    return 0
  } catch (error) {
    if (error instanceof Unavailable) return 1
    throw error
  }
}
