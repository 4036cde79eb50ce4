import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../support/repository'
import { type Bench, dataFolder } from '../bench'
import { turn } from '../comparison'
import type { Options } from '../options'
import { seed } from '../seed'
import { type Running, run } from '../servers/running'
import { Incomparable, summarize } from '../statistics'
import { shown, type Table } from '../table'
import { activations, creation } from './writing'

export const commitsName = 'group commit'

const works = ['create', 'patch active'] as const
const modes = ['grouped', 'single'] as const
const concurrencies = ({ quick }: Options) => (quick ? [1, 32] : [1, 8, 32, 128])

type Counters = Readonly<Record<'commits' | 'units' | 'syncs', number>>

/** What group commit brings: units per commit, and the same requests with one commit each. Not compiled, so that the counters can be read. */
export async function measureCommits(bench: Bench): Promise<Table> {
  const rows: string[][] = []
  const values: Record<string, number> = {}
  const refusals: string[] = []
  for (const work of works) {
    for (const connections of concurrencies(bench.options)) {
      const rates: number[] = []
      for (const mode of modes) {
        bench.say(`${work}, ${connections} connections, ${mode}`)
        const { rate, p99, commits, units, syncs } = await measure(bench, work, connections, mode).catch((error) => {
          if (!(error instanceof Incomparable)) throw error
          refusals.push(error.message)
          return { rate: Number.NaN, p99: Number.NaN, commits: Number.NaN, units: Number.NaN, syncs: Number.NaN }
        })
        rates.push(rate)
        rows.push([work, String(connections), mode, ...[rate, p99, commits, units / commits, syncs].map(shown)])
      }
      const [grouped = Number.NaN, single = Number.NaN] = rates
      values[`${work} ${connections}`] = grouped / single
    }
  }
  return {
    kind: 'table',
    name: commitsName,
    title: 'Group commit against one commit per request',
    columns: ['work', 'connections', 'commits are', '/s', 'p99 ms', 'commits/s', 'units per commit', 'fsyncs/s'],
    rows,
    values,
    ...(refusals[0] !== undefined && { refused: refusals[0] }),
  }
}

async function measure(bench: Bench, work: string, connections: number, mode: string) {
  const dataDirectory = dataFolder(bench)
  const { sample, token } = await seed(dataDirectory, 'Harbor', 1000)
  const server = await run(
    [process.execPath, join(import.meta.dir, '..', 'servers', 'counted.ts'), dataDirectory, mode],
    // Bun takes from there how pages are to be read.
    root,
  )
  try {
    const { requests, statuses } =
      work === 'create' ? creation(token) : { requests: activations(sample, token), statuses: [200] }
    bench.driver.load(requests)
    const { seconds } = bench.options
    const warming = await turn(bench, [server], { connections, statuses, seconds: Math.max(0.5, seconds / 4) })
    const before = await counters(server)
    const load = await turn(bench, [server], { connections, statuses, seconds })
    const after = await counters(server)
    summarize([warming])
    const { rate, p99 } = summarize([load])
    return {
      rate,
      p99,
      commits: (after.commits - before.commits) / load.seconds,
      units: (after.units - before.units) / load.seconds,
      syncs: (after.syncs - before.syncs) / load.seconds,
    }
  } finally {
    await server.stop()
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

const counters = (server: Running) => server.ask<Counters>('counters')
