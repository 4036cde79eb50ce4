import { table } from '../../src/simulator/table'
import type { Comparison } from './comparison'
import type { Machine } from './machine'
import type { Options } from './options'
import type { Summary } from './statistics'
import { shown } from './table'
import type { Result, Target } from './targets'

export interface Report {
  readonly machine: Machine
  readonly options: Options
  /** What Rollcall this was: its commit, and whether files were changed since. */
  readonly commit: string
  readonly targets: readonly Target[]
  readonly results: readonly Result[]
}

/** Whether everything was measured without errors. That a target is missed is a result like any other. */
export const isSound = ({ results }: Report) => results.every(({ refused }) => refused === undefined)

export function render({ machine, options, commit, targets, results }: Report): string {
  const comparisons = results.filter((result) => result.kind === 'comparison')
  const shownTargets = targets.filter(({ met }) => met !== undefined || options.only === undefined)
  const tables = results.filter((result) => result.kind === 'table')
  return [
    ...describe(machine, commit, options.threads),
    `${options.rounds} rounds of ${options.seconds} s by turns, ${options.connections} connections, medians${comparisons.length > 0 ? '; the floor is a bare Elysia server that answers as many bytes' : ''}.`,
    ...(comparisons.length > 0 ? ['', ...compared(comparisons)] : []),
    ...tables.flatMap(({ title, columns, rows, refused }) => [
      '',
      `${title}:`,
      ...(refused === undefined ? table(columns, rows) : [`refused: ${refused}`]),
    ]),
    ...(shownTargets.length > 0
      ? ['', ...table(['number to build for', 'target', 'result', ''], shownTargets.map(verdict))]
      : []),
  ].join('\n')
}

function describe(
  { cpu, cores, memory, system, bun, filesystem, sync }: Machine,
  commit: string,
  threads: number,
): readonly string[] {
  return [
    `Rollcall ${commit} with ${threads === 1 ? 'one thread' : `${threads} threads`} on ${cores} × ${cpu}, ${memory.toFixed(0)} GB, ${system}, Bun ${bun}`,
    `${filesystem}, fdatasync of 4 KiB: ${shown(sync.p50)} ms (p50), ${shown(sync.p99)} ms (p99)`,
  ]
}

function compared(comparisons: readonly Comparison[]): readonly string[] {
  const columns = [
    'work',
    'people',
    'conn.',
    '/s',
    'p50 ms',
    'p99 ms',
    'p99.9 ms',
    'µs CPU',
    'bytes',
    'floor /s',
    'ratio',
  ]
  const lines = table(columns, comparisons.filter(({ refused }) => refused === undefined).map(row))
  return [
    ...lines,
    `The load generator used up to ${busiest(comparisons, 'rollcall')} of a core against Rollcall, ${busiest(comparisons, 'floor')} against the floor.`,
    ...comparisons.flatMap(({ work, users, refused }) =>
      refused === undefined ? [] : [`refused: ${work} at ${users}: ${refused}`],
    ),
  ]
}

function busiest(comparisons: readonly Comparison[], server: 'rollcall' | 'floor'): string {
  return shown(Math.max(...comparisons.map((each) => each[server]?.busy ?? 0)))
}

function row({ work, users, connections, size, rollcall, floor, ratio }: Comparison): readonly string[] {
  const { rate, p50, p99, p999, cost } = rollcall ?? nothing
  const numbers = [rate, p50, p99, p999, cost ?? Number.NaN].map(shown)
  const besides = [String(size), shown(floor?.rate ?? Number.NaN), shown(ratio ?? Number.NaN)]
  return [work, String(users), String(connections), ...numbers, ...besides]
}

const nothing: Summary = { rate: Number.NaN, p50: Number.NaN, p99: Number.NaN, p999: Number.NaN, busy: Number.NaN }

function verdict({ work, target, result, met }: Target): readonly string[] {
  return [work, target, result, met === undefined ? '' : met ? 'met' : 'not met']
}
