import { expect, test } from 'bun:test'
import { Incomparable, median, quantile, ratio, summarize, type Turn } from './statistics'

const turn = (requests: number, more: Partial<Turn> = {}): Turn => ({
  requests,
  seconds: 2,
  errors: 0,
  size: 1000,
  p50: 1,
  p99: 2,
  p999: 3,
  max: 4,
  busy: 0.5,
  ...more,
})

test.each<[readonly number[], number]>([
  [[3], 3],
  [[10, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[9, 10, 100, 1000, 11], 11],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected)
})

test('a quantile is a value that was there', () => {
  const values = Array.from({ length: 1000 }, (_, index) => 1000 - index)
  expect([0, 0.5, 0.99, 0.999, 1].map((share) => quantile(values, share))).toEqual([1, 500, 990, 999, 1000])
  expect(quantile([], 0.5)).toBeNaN()
})

test('a ratio is the median of the rounds, so that one bad round does not count', () => {
  const floor = [turn(1000), turn(1000), turn(100)]
  expect(ratio([turn(500), turn(400), turn(400)], floor)).toBe(0.5)
})

test('a ratio is of rates: a longer turn is no faster for its requests', () => {
  expect(ratio([turn(1000, { seconds: 4 })], [turn(1000)])).toBe(0.5)
})

test('a summary has the medians, and what a request costs in microseconds', () => {
  const turns = [turn(1000, { cost: 0.1 }), turn(4000, { cost: 0.2, p99: 8 }), turn(2000, { cost: 0.2, p99: 9 })]
  expect(summarize(turns)).toEqual({ rate: 1000, p50: 1, p99: 8, p999: 3, cost: 100, busy: 0.5 })
})

test.each<[string, readonly Turn[], readonly Turn[]]>([
  ['an error of ours', [turn(1000, { errors: 1, error: '500 {}' })], [turn(1000)]],
  ['an error of the floor', [turn(1000)], [turn(1000, { errors: 1 })]],
  ['no answer at all', [turn(0)], [turn(1000)]],
  ['a turn without its counterpart', [turn(1000), turn(1000)], [turn(1000)]],
])('nothing is compared where there was %s', (_, turns, floor) => {
  expect(() => ratio(turns, floor)).toThrow(Incomparable)
})

test('nothing is said about turns with errors in them', () => {
  expect(() => summarize([turn(1000), turn(1000, { errors: 2, error: '404 {}' })])).toThrow(
    '2 of 1000 answers were wrong; the first: 404 {}',
  )
})
