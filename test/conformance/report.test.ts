import { expect, test } from 'bun:test'
import { exitCode, type Finding, type Report, renderJson } from '../../src/conformance/report'
import { renderText } from '../../src/conformance/text-report'

const exchange = {
  request: 'POST /Users\nif-match: W/"1"',
  sent: '{"userName":"ada"}',
  status: 500,
  headers: 'content-type: text/html',
  answered: '<h1>\u001b[2JOops</h1>',
}

function finding(outcome: Finding['outcome'], ...because: readonly string[]): Finding {
  return { theme: 'Creating', section: 'RFC 7644 §3.3', says: `is ${outcome}`, outcome, because, exchanges: [exchange] }
}

const findings = [
  finding('passed'),
  finding('failed', 'answered 500', 'and again'),
  finding('warned', 'should be better'),
  finding('skipped', 'it has none'),
  finding('observed', 'it is kept'),
]
const report: Report = { url: 'http://scim.example', durationMs: 1234, requests: 7, findings, leftovers: [] }

test('says of each check what came of it, and shows what was exchanged where something is wrong', () => {
  expect(renderText(report, false)).toBe(
    [
      'Creating',
      '  passed   RFC 7644 §3.3  is passed',
      '  FAILED   RFC 7644 §3.3  is failed',
      '           answered 500',
      '           and again',
      '             > POST /Users',
      '             > if-match: W/"1"',
      '             > {"userName":"ada"}',
      '             < 500',
      '             < content-type: text/html',
      '             < <h1> [2JOops</h1>',
      '  warned   RFC 7644 §3.3  is warned',
      '           should be better',
      '             > POST /Users',
      '             > if-match: W/"1"',
      '             > {"userName":"ada"}',
      '             < 500',
      '             < content-type: text/html',
      '             < <h1> [2JOops</h1>',
      '  skipped  RFC 7644 §3.3  is skipped',
      '           because it has none',
      '  observed RFC 7644 §3.3  is observed',
      '           observed: it is kept',
      '',
      '1 passed, 1 failed, 1 warned, 1 skipped, 1 observed.',
      'http://scim.example: 7 requests in 1.2 s.',
    ].join('\n'),
  )
})

test('shows every exchange where it is asked to', () => {
  expect(renderText(report, true).match(/> POST/g)).toHaveLength(5)
})

test('shows two exchanges of a failure that has many', () => {
  const many = { ...finding('failed', 'a', 'b', 'c'), exchanges: [exchange, exchange, exchange] }
  const text = renderText({ ...report, findings: [many] }, false)
  expect(text.match(/> POST/g)).toHaveLength(2)
  expect(text).toContain('… and 1 more; --json has them all')
})

test('says in one line that a whole theme was skipped', () => {
  const skipped = [finding('skipped', 'no bulk'), finding('skipped', 'no bulk')]
  expect(renderText({ ...report, findings: skipped }, false)).toStartWith('Creating\n  skipped  2 checks: no bulk\n\n')
})

test('says what was left behind, and why a run ended early', () => {
  const text = renderText({ ...report, leftovers: ['/Users/1'], stopped: 'nobody answers' }, false)
  expect(text).toEndWith('Could not be removed: /Users/1.\nEnded early: nobody answers.')
})

test('is JSON with counts, and with the exchanges of what is wrong', () => {
  const { counts, findings } = JSON.parse(renderJson(report, false))
  expect(counts).toEqual({ passed: 1, failed: 1, warned: 1, skipped: 1, observed: 1 })
  expect(findings.map(({ exchanges }: Finding) => exchanges.length)).toEqual([0, 1, 1, 0, 0])
  expect(JSON.parse(renderJson(report, true)).findings[0].exchanges).toHaveLength(1)
})

test.each<[Report, 0 | 1]>([
  [report, 1],
  [{ ...report, findings: [finding('passed'), finding('warned'), finding('skipped'), finding('observed')] }, 0],
  [{ ...report, findings: [finding('passed')], stopped: 'nobody answers' }, 1],
])('ends with 1 where something failed or the run broke off', (given, code) => {
  expect(exitCode(given)).toBe(code)
})
