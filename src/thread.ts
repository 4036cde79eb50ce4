import { parentPort, workerData } from 'node:worker_threads'
import { serve } from './appliance'
import { createLog } from './log'
import type { ThreadData } from './threads'

/** What a thread beside the first does: it serves until it is told to stop. */
export async function thread(): Promise<void> {
  const isTold = new Promise((resolve) => parentPort?.once('message', resolve))
  // threads.ts gives it just this.
  const { config, shared } = workerData as ThreadData
  const { logLevel: level, logFormat: format = 'json' } = config
  const serving = await serve(config, createLog({ level, format }), shared)
  parentPort?.postMessage('serving')
  await isTold
  await serving.stop()
}
