import { expect, test } from 'bun:test'
import { createHistogram } from '../../src/simulator/histogram'
import { openLedger } from '../../src/simulator/ledger'
import { progressBar } from '../../src/simulator/progress-bar'
import { exitCode, type Problem, type Report, render } from '../../src/simulator/report'

const problem: Problem = {
  operation: 'create user',
  method: 'POST',
  path: '/Users',
  status: 201,
  said: 'Okta would report “create user” as failed: answered 201 without a body.',
}

const report: Report = {
  provider: 'Okta',
  url: 'http://scim.test/v2',
  users: 2,
  groups: 1,
  concurrency: 8,
  durationMs: 1234,
  operations: [
    {
      name: 'find user',
      requests: 2,
      statuses: { 200: 2 },
      ratePerSecond: 1234.5,
      p50Ms: 1.24,
      p99Ms: 10,
      problems: 0,
    },
    { name: 'create user', requests: 3, statuses: { 0: 1, 201: 2 }, ratePerSecond: 9, p50Ms: 2, p99Ms: 3, problems: 1 },
  ],
  throttled: { answers: 0, waitedMs: 0 },
  problemCount: 0,
  problems: [],
}

test('a report is a table of operations and a verdict', () => {
  expect(render(report, 'text')).toBe(`Okta → http://scim.test/v2: 2 users, 1 group, 8 at a time, 1.2 s

operation    requests  answers            rate/s  p50 ms  p99 ms  problems
find user           2  2 × 200            1234.5     1.2    10.0         0
create user         3  1 × none, 2 × 201     9.0     2.0     3.0         1

No problems: Okta would report no error.
`)
})

test('a report lists what the provider would complain about, and says when that is not all', () => {
  const text = render({ ...report, problemCount: 7, problems: [problem] }, 'text')
  expect(text).toEndWith(`
7 problems; 1 of them:
  POST /Users → 201
    Okta would report “create user” as failed: answered 201 without a body.
`)
})

test('a report says how long it was made to wait', () => {
  const text = render({ ...report, throttled: { answers: 3, waitedMs: 21_000 } }, 'text')
  expect(text).toContain('Asked to slow down (429) 3 times; waited 21.0 s in all.')
})

test('a report is one JSON object when a program reads it', () => {
  expect(JSON.parse(render(report, 'json'))).toEqual(report)
})

test('a run with a problem, or that was stopped, has failed', () => {
  expect(exitCode(report)).toBe(0)
  expect(exitCode({ ...report, problemCount: 1 })).toBe(1)
  expect(exitCode({ ...report, stopped: 'The server cannot be reached.' })).toBe(1)
})

test('a rate counts only the time in which the operation had requests under way', () => {
  let time = 0
  const ledger = openLedger(() => time)
  const request = (from: number, to: number) => {
    time = from
    ledger.begin('find user')
    time = to
    ledger.end('find user', 200, to - from)
  }
  request(0, 100)
  request(900, 1000)
  const [operation] = ledger.close().operations
  expect(operation).toMatchObject({ requests: 2, statuses: { 200: 2 }, ratePerSecond: 10 })
})

test('requests side by side share their time', () => {
  let time = 0
  const ledger = openLedger(() => time)
  ledger.begin('find user')
  ledger.begin('find user')
  time = 100
  ledger.end('find user', 200, 100)
  ledger.end('find user', 404, 100)
  expect(ledger.close().operations[0]).toMatchObject({ statuses: { 200: 1, 404: 1 }, ratePerSecond: 20 })
})

test('quantiles are right to one percent', () => {
  const histogram = createHistogram()
  for (let milliseconds = 1; milliseconds <= 1000; milliseconds++) histogram.add(milliseconds)
  expect(Math.abs(histogram.quantile(0.5) - 500)).toBeLessThan(5)
  expect(Math.abs(histogram.quantile(0.99) - 990)).toBeLessThan(10)
  expect(createHistogram().quantile(0.5)).toBe(0)
})

test('twenty problems are kept, three of a kind', () => {
  const ledger = openLedger(() => 0)
  for (let index = 0; index < 90; index++) ledger.object({ ...problem, status: 400 + Math.floor(index / 10) })
  const { problemCount, problems } = ledger.close()
  expect(problemCount).toBe(90)
  expect(problems).toHaveLength(20)
  expect(problems.filter(({ status }) => status === 400)).toHaveLength(3)
})

test('a progress bar is drawn for people only', () => {
  const written: string[] = []
  const write = (text: string) => written.push(text)
  progressBar({ write })({ phase: 'create users', done: 1, total: 2 })
  expect(written).toEqual([])
  const draw = progressBar({ isTTY: true, write })
  for (const done of [0, 1, 2]) draw({ phase: 'create users', done, total: 2 })
  expect(written.join('')).toBe(
    [
      '\rcreate users         [..............................] 0 % of 2',
      '\rcreate users         [###############...............] 50 % of 2',
      '\rcreate users         [##############################] 100 % of 2\n',
    ].join(''),
  )
})
