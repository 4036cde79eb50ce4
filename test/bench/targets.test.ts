import { expect, test } from 'bun:test'
import type { Comparison } from './comparison'
import { readOptions } from './options'
import { isSound, render } from './report'
import type { Table } from './table'
import { judge, type Result } from './targets'

const summary = { p50: 1, p99: 2, p999: 3, busy: 0.5 }
const compared = (work: string, users: number, rate: number, ratio: number): Comparison => ({
  kind: 'comparison',
  work,
  users,
  connections: 32,
  size: 900,
  rollcall: { rate, ...summary },
  floor: { rate: rate / ratio, ...summary },
  ratio,
})
const table = (name: string, values: Table['values']): Table => ({
  kind: 'table',
  name,
  title: name,
  columns: ['a', 'b'],
  rows: [['x', '1']],
  values,
})
const judged = (results: readonly Result[]) =>
  judge(results, [1000, 100_000], 100_000).flatMap(({ work, target, met }) =>
    met === undefined ? [] : [`${work} ${target}: ${met}`],
  )

test('a ratio is judged at the largest directory', () => {
  expect(judged([compared('get one', 1000, 9, 0.9), compared('get one', 100_000, 4, 0.4)])).toEqual([
    'GET /Users/{id} ≥ 0.5 × floor: false',
  ])
})

test('growth is told by the time each request takes', () => {
  const results = [compared('create', 1000, 15_000, 0.3), compared('create', 100_000, 9000, 0.3)]
  expect(judged(results)).toEqual(['POST /Users ≥ 0.25 × floor: true', 'POST /Users ≤ 1.5 × the time: false'])
})

test('of the filters the worst counts, and only where all were measured', () => {
  const filters = ['filter userName', 'filter externalId', 'filter e-mail', 'filter employeeNumber']
  const at = (users: number, rates: readonly number[]) =>
    filters.map((work, index) => compared(work, users, rates[index] ?? 0, 0.4))
  const all = [...at(1000, [9, 9, 9, 9]), ...at(100_000, [9, 4, 9, 9])]
  expect(judged(all)).toContain('index-backed filter, the worst ≤ 2 × the time: false')
  expect(judged(all.slice(1)).join()).not.toContain('index-backed')
})

test('members are compared between groups, whatever the directory', () => {
  const results = [
    compared('patch group of 10', 100_256, 1000, 0.1),
    compared('patch group of 100000', 100_256, 700, 0.1),
  ]
  expect(judged(results)).toEqual(['PATCH one member ≤ 1.5 × the time: true'])
})

test('what was refused is not judged, and the run is not sound', () => {
  const { rollcall: _, floor: __, ratio: ___, ...about } = compared('get one', 100_000, 9, 0.9)
  const results: Result[] = [
    { ...about, refused: '3 of 9 answers were wrong; the first: 500 {}' },
    { ...table('memory', { peak: 100, growth: 1 }), refused: 'errors' },
  ]
  expect(judged(results)).toEqual([])
  const report = {
    machine: {
      cpu: 'a processor',
      cores: 2,
      memory: 8,
      system: 'Linux',
      bun: '1',
      filesystem: 'ext4',
      sync: { p50: 0.1, p99: 1 },
    },
    options: readOptions([]),
    commit: 'abc',
    results,
    targets: judge(results, [1000, 100_000], 100_000),
  }
  expect(isSound(report)).toBe(false)
  expect(render(report)).toContain('refused: get one at 100000: 3 of 9 answers were wrong; the first: 500 {}')
  expect(render(report)).toMatch(/GET \/Users\/\{id\} +≥ 0.5 × floor +not measured\n/)
})
