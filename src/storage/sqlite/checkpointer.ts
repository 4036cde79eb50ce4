import thread from './checkpointing.js' with { type: 'file' }

/** Copies the log of a database back into it, on a thread of its own. */
export interface Checkpointer {
  /** Settles when it has copied what it could; it never fails, since the writer copies what is left too long. */
  copy(): Promise<void>
  /** The same, and has waited for the disk to take what was copied so far. */
  flush(): Promise<void>
  close(): Promise<void>
}

export function checkpointer(file: string): Checkpointer {
  const worker = new Worker(thread, { type: 'module' })
  let settle: (() => void) | undefined
  let isOver = false
  const ask = (question: 'copy' | 'flush' | 'close') =>
    new Promise<void>((resolve) => {
      settle = resolve
      if (isOver) resolve()
      else worker.postMessage(question)
    })
  const end = () => {
    isOver = true
    settle?.()
  }
  worker.addEventListener('message', () => settle?.())
  worker.addEventListener('error', end)
  worker.addEventListener('close', end)
  worker.postMessage(file)
  return {
    copy: () => ask('copy'),
    flush: () => ask('flush'),
    async close() {
      await ask('close')
      worker.terminate()
    },
  }
}
