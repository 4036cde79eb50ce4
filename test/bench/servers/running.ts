import { readFileSync } from 'node:fs'
import { interruption } from '../interruption'

/** A server in a process of its own. */
export interface Running {
  readonly pid: number
  readonly port: number
  /** How many of its threads answer requests. */
  readonly threads: number
  /** Asks it something, where it was started so that it can be asked. */
  ask<T>(question: string): Promise<T>
  stop(): Promise<void>
}

interface Circumstances {
  readonly env?: NodeJS.Dict<string>
  readonly threads?: number
}

/** Runs a command that writes its URL to stderr when it listens, as ours all do. Of the environment nothing is inherited. */
export async function run(
  command: readonly string[],
  cwd: string,
  { env = {}, threads = 1 }: Circumstances = {},
): Promise<Running> {
  let answer: ((value: unknown) => void) | undefined
  const child = Bun.spawn([...command], {
    cwd,
    env,
    stdio: ['ignore', 'inherit', 'pipe'],
    signal: interruption.signal,
    ipc: (value) => answer?.(value),
  })
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const read = async () => {
    let text = ''
    for await (const part of child.stderr.pipeThrough(new TextDecoderStream())) {
      text = (text + part).slice(-10_000)
      const port = /http:\/\/[\w.]+:(\d+)/.exec(text)?.[1]
      if (port !== undefined) resolve(Number(port))
    }
    reject(new Error(`${command.join(' ')} ended without listening: ${text}`))
  }
  read().catch(reject)
  const port = await promise
  return {
    pid: child.pid,
    port,
    threads,
    ask: <T>(question: string) => {
      const { promise, resolve } = Promise.withResolvers<T>()
      // What a server of ours answers is what its file says it does.
      answer = (value) => resolve(value as T)
      child.send(question)
      return promise
    },
    async stop() {
      child.kill()
      await child.exited
    },
  }
}

/** Seconds of processor time a process has used so far, as Linux tells in hundredths; undefined elsewhere. */
export function processorTime(pid: number): number | undefined {
  const fields = readFile(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ')
  return fields && (Number(fields[11]) + Number(fields[12])) / 100
}

/** Megabytes (10⁶ bytes) of memory that a process has resident. */
export function residentMemory(pid: number): number {
  const status = /VmRSS:\s*(\d+) kB/.exec(readFile(`/proc/${pid}/status`) ?? '')?.[1]
  const kilobytes = status ?? Bun.spawnSync(['ps', '-o', 'rss=', '-p', String(pid)]).stdout.toString()
  return (Number(kilobytes) * 1024) / 1e6
}

/** The process, and those that it has started. */
export function family(pid: number): readonly number[] {
  const children = readFile(`/proc/${pid}/task/${pid}/children`)?.trim()
  return [pid, ...(children ? children.split(' ').map(Number) : [])]
}

/** The processor time of several processes. */
export function processorTimes(pids: readonly number[]): number | undefined {
  const times = pids.flatMap((pid) => processorTime(pid) ?? [])
  return times.length === 0 ? undefined : times.reduce((sum, time) => sum + time, 0)
}

/** Waits until processes have nothing more to do: what a server does behind its answers belongs to no other's turn. */
export async function untilIdle(pids: readonly number[]): Promise<void> {
  for (let waits = 0; waits < 200; waits++) {
    const before = processorTimes(pids)
    await Bun.sleep(60)
    const after = processorTimes(pids)
    if (before === undefined || after === undefined || after - before <= 0.01) return
  }
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
