import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../support/repository'
import { type Bench, dataFolder } from '../bench'
import { turn } from '../comparison'
import type { Options } from '../options'
import { type Seeded, seed } from '../seed'
import { type Running, run } from '../servers/running'
import { Incomparable, ratio, summarize, type Turn } from '../statistics'
import { shown, type Table } from '../table'
import { activations, creation } from './writing'

export const commitsName = 'group commit'

const works = ['create', 'patch active'] as const
const modes = ['grouped', 'single'] as const
const concurrencies = ({ quick }: Options) => (quick ? [1, 32] : [1, 8, 32, 128])

/** What group commit brings: units per commit, and the same requests with one commit each, by turns. */
export async function measureCommits(bench: Bench): Promise<Table> {
  const rows: (readonly string[])[] = []
  const values: Record<string, number> = {}
  const refusals: string[] = []
  for (const work of works) {
    for (const connections of concurrencies(bench.options)) {
      bench.say(`${work}, ${connections} connections, grouped and single`)
      try {
        const { grouped, single } = await measure(bench, work, connections)
        values[`${work} ${connections}`] = ratio(grouped.turns, single.turns)
        rows.push(...modes.map((mode) => [work, String(connections), mode, ...cells({ grouped, single }[mode])]))
      } catch (error) {
        if (!(error instanceof Incomparable)) throw error
        refusals.push(`${work}, ${connections} connections: ${error.message}`)
      }
    }
  }
  return {
    kind: 'table',
    name: commitsName,
    title: 'Group commit against one commit per request, by turns',
    columns: ['work', 'connections', 'commits are', '/s', 'p99 ms', 'commits/s', 'units per commit', 'fsyncs/s'],
    rows,
    values,
    ...(refusals.length > 0 && { refused: refusals.join('; ') }),
  }
}

type Counters = Readonly<Record<'commits' | 'units' | 'syncs', number>>

/** What came of one way to commit, and what its turns counted. */
interface Part {
  readonly turns: readonly Turn[]
  readonly counted: Counters
}

function cells({ turns, counted: { commits, units, syncs } }: Part): readonly string[] {
  const { rate, p99 } = summarize(turns)
  const seconds = turns.reduce((sum, each) => sum + each.seconds, 0)
  return [rate, p99, commits / seconds, units / commits, syncs / seconds].map(shown)
}

/** Errors: Incomparable. */
async function measure(bench: Bench, work: string, connections: number): Promise<Readonly<Record<Mode, Part>>> {
  const directories = { grouped: dataFolder(bench), single: dataFolder(bench) }
  const seeded = await seed(directories.grouped, 'Harbor', 1000)
  cpSync(directories.grouped, directories.single, { recursive: true })
  const { driver, options } = bench
  driver.load(requests(work, seeded))
  const [grouped, single] = [await serve(directories.grouped, 'grouped'), await serve(directories.single, 'single')]
  const turns = { grouped: [] as Turn[], single: [] as Turn[] }
  const take = async (seconds: number) => {
    const job = { connections, statuses: [200, 201], seconds }
    turns.grouped.push(await turn(bench, [grouped], job))
    turns.single.push(await turn(bench, [single], job))
  }
  const part = async (mode: Mode, server: Running, before: Counters): Promise<Part> => {
    const after = await counters(server)
    const counted = {
      commits: after.commits - before.commits,
      units: after.units - before.units,
      syncs: after.syncs - before.syncs,
    }
    return { turns: turns[mode].slice(1), counted }
  }
  try {
    await take(Math.max(0.3, options.seconds / 4))
    const before = { grouped: await counters(grouped), single: await counters(single) }
    for (let round = 0; round < options.rounds; round++) await take(options.seconds / 2)
    return {
      grouped: await part('grouped', grouped, before.grouped),
      single: await part('single', single, before.single),
    }
  } finally {
    await Promise.all([grouped.stop(), single.stop()])
    for (const directory of Object.values(directories)) rmSync(directory, { recursive: true, force: true })
  }
}

type Mode = (typeof modes)[number]

function requests(work: string, { sample, token }: Seeded): readonly string[] {
  return work === 'create' ? creation(token).requests : activations(sample, token)
}

/** Not compiled, so that the counters can be read. */
function serve(dataDirectory: string, mode: Mode): Promise<Running> {
  const file = join(import.meta.dir, '..', 'servers', 'counted.ts')
  // Bun takes from the folder how pages are to be read.
  return run([process.execPath, file, dataDirectory, mode], root)
}

const counters = (server: Running) => server.ask<Counters>('counters')
