import type { Comparison } from './comparison'
import { shown, type Table } from './table'
import { commitsName } from './work/commits'
import { patchName } from './work/groups'
import { memoryName } from './work/memory'
import { neighboursName } from './work/neighbours'
import { indexed } from './work/reading'
import { retentionName } from './work/retention'
import { startUpName } from './work/start-up'

export type Result = Comparison | Table

/** One of the numbers to build for, and what came out; `met` is absent where it was not measured. */
export interface Target {
  readonly work: string
  readonly target: string
  readonly result: string
  readonly met?: boolean
}

/** Judges what was measured by the design's numbers to build for, and then by those of issue 5. */
export function judge(results: readonly Result[], sizes: readonly number[], largestGroup: number): readonly Target[] {
  const compared = results.flatMap((result) => (result.kind === 'comparison' && !result.refused ? [result] : []))
  const tables = results.flatMap((result) => (result.kind === 'table' && !result.refused ? [result] : []))
  const smallest = sizes[0] ?? 0
  const largest = sizes.at(-1) ?? 0
  const find = (work: string, users = largest) => compared.find((each) => each.work === work && each.users === users)
  const timeOf = (work: string, users = largest) => inverse(find(work, users)?.rollcall?.rate)
  const growthOf = (work: string) => (smallest < largest ? divide(timeOf(work), timeOf(work, smallest)) : undefined)
  const figure = (name: string, key: string) => tables.find((table) => table.name === name)?.values[key]
  const timeOfGroup = (members: number) =>
    inverse(compared.find(({ work }) => work === patchName(members))?.rollcall?.rate)

  const at = `at ${largest} people`
  const growing = `${largest} people against ${smallest}`
  const together = 'of one commit per request, 32 connections'
  return [
    atLeast('GET /Users/{id}', 0.5, '× floor', find('get one')?.ratio, at),
    atLeast('GET /Users?filter=userName eq', 0.4, '× floor', find('filter userName')?.ratio, at),
    atLeast('POST /Users', 0.25, '× floor', find('create')?.ratio, at),
    atLeast('POST /Users', 5, '× the rate', figure(commitsName, 'create 32'), together),
    atLeast('PATCH active', 0.25, '× floor', find('patch active')?.ratio, at),
    atLeast('PATCH active', 5, '× the rate', figure(commitsName, 'patch active 32'), together),
    atMost('index-backed filter, the worst', 2, '× the time', greatest(indexed.map(growthOf)), growing),
    atMost(
      'PATCH one member',
      1.5,
      '× the time',
      divide(timeOfGroup(largestGroup), timeOfGroup(10)),
      `group of ${largestGroup} against 10`,
    ),
    atMost('start to first answer', 2, '× the time', figure(startUpName, 'ratio'), 'of an empty compiled Bun server'),
    atMost('resident memory', 200, 'MB', figure(memoryName, 'peak'), 'the most there was'),
    atMost('resident memory, flat', 1.05, '×', figure(memoryName, 'growth'), 'the end against the middle'),
    atMost('POST /Users', 1.5, '× the time', growthOf('create'), growing),
    atMost('last page of a list', 3, '× the time', divide(timeOf('list, last page'), timeOf('list, first page')), at),
    atMost("beside another's slowest query", 20, 'ms more', figure(neighboursName, 'added'), 'the longest read'),
    atMost('while old events are deleted', 2, '× the p99', figure(retentionName, 'ratio'), 'of reads'),
  ]
}

const atLeast = target('≥', (found, number) => found >= number)
const atMost = target('≤', (found, number) => found <= number)

function target(sign: string, holds: (found: number, number: number) => boolean) {
  return (work: string, number: number, unit: string, found: number | undefined, circumstances: string): Target => {
    const wanted = { work, target: `${sign} ${number} ${unit}` }
    if (found === undefined || !Number.isFinite(found)) return { ...wanted, result: 'not measured' }
    return { ...wanted, result: `${shown(found)} ${unit}, ${circumstances}`, met: holds(found, number) }
  }
}

function divide(number: number | undefined, by: number | undefined): number | undefined {
  return number === undefined || by === undefined ? undefined : number / by
}

const inverse = (rate: number | undefined) => divide(1, rate)

/** Undefined where one of them is not known: the worst of the others would say too little. */
function greatest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.flatMap((value) => value ?? [])
  return known.length === values.length ? Math.max(...known) : undefined
}
