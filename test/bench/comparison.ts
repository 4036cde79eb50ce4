import type { Bench, Served } from './bench'
import type { Job } from './load/job'
import { type Records, records, refuseLosses } from './records'
import { processorTimes, type Running, run, untilIdle } from './servers/running'
import { Incomparable, ratio, type Summary, summarize, type Turn } from './statistics'

/** A kind of request, to be compared with the floor. */
export interface Work extends Pick<Job, 'statuses' | 'contains' | 'limit'> {
  readonly name: string
  readonly requests: readonly string[]
  /** As many as the options say where absent. */
  readonly connections?: number
  /** How many events and changes each request must leave behind; one event and no change where absent. */
  readonly leaves?: Records
}

export interface Comparison {
  readonly kind: 'comparison'
  readonly work: string
  readonly users: number
  readonly connections: number
  /** Bytes of an answer's body. */
  readonly size: number
  readonly rollcall?: Summary
  readonly floor?: Summary
  readonly ratio?: number
  /** Why there is nothing to compare. */
  readonly refused?: string
}

/** Loads Rollcall and the floor by turns. The floor answers a body of the same size to the same requests. */
export async function compare(bench: Bench, served: Served, work: Work): Promise<Comparison> {
  const { options, driver, programs, folder } = bench
  const connections = work.connections ?? options.connections
  const { statuses, contains, limit } = work
  const conditions = { connections, statuses, ...(contains && { contains }), ...(limit && { limit }) }
  const warming = { ...conditions, seconds: Math.max(0.3, options.seconds / 4) }
  const { users } = served.seeded
  bench.say(`${work.name}, ${users} people`)
  driver.load(work.requests)
  await untilIdle([served.server.pid])
  const before = records(served.dataDirectory)
  const mine: Turn[] = [await turn(bench, [served.server], warming)]
  const size = Math.round(mine[0]?.size ?? 0)
  const about = { kind: 'comparison', work: work.name, users, connections, size } as const
  const floor = await run([programs.floor, String(size)], folder)
  try {
    const bare = { connections, ...(limit && { limit }), statuses: [200] }
    const bareTurn = (seconds: number) => driver.run({ ...bare, ...target(floor), seconds })
    const its: Turn[] = [await bareTurn(warming.seconds)]
    for (let round = 0; round < options.rounds; round++) {
      its.push(await bareTurn(options.seconds))
      mine.push(await turn(bench, [served.server], { ...conditions, seconds: options.seconds }))
    }
    const summary = { rollcall: summarize(mine.slice(1)), floor: summarize(its.slice(1)) }
    const sent = mine.reduce((sum, { requests }) => sum + requests, 0)
    await refuseLosses(sent, work.leaves, before, () => records(served.dataDirectory))
    return { ...about, ...summary, ratio: ratio(mine.slice(1), its.slice(1)) }
  } catch (error) {
    if (error instanceof Incomparable) return { ...about, refused: error.message }
    throw error
  } finally {
    await floor.stop()
  }
}

/** What a job is told of its servers. */
export function target(...servers: readonly Pick<Running, 'port' | 'threads'>[]): Pick<Job, 'ports' | 'isRestless'> {
  const threads = servers.reduce((sum, server) => sum + server.threads, 0)
  return { ports: servers.map(({ port }) => port), isRestless: threads === 1 }
}

/** One load of servers that share their work, with the processor time it cost them and their helpers, the work behind the answers included. */
export async function turn(
  { driver }: Bench,
  servers: readonly Running[],
  job: Omit<Job, 'ports' | 'isRestless'>,
  helpers: readonly number[] = [],
): Promise<Turn> {
  const pids = [...servers.map(({ pid }) => pid), ...helpers]
  const before = processorTimes(pids)
  const load = await driver.run({ ...target(...servers), ...job })
  await untilIdle(pids)
  const after = processorTimes(pids)
  return { ...load, ...(before !== undefined && after !== undefined && { cost: after - before }) }
}
