import { afterAll, beforeAll, expect, test } from 'bun:test'
import { exitCode, type Report } from '../../src/conformance/report'
import { run } from '../../src/conformance/run'
import { openStage, type Stage } from './appliance'

let stage: Stage
let report: Report

beforeAll(async () => {
  stage = await openStage()
  report = await run(stage)
}, 120_000)
afterAll(() => stage.stop())

function said(outcome: string): readonly string[] {
  return report.findings
    .filter((finding) => finding.outcome === outcome)
    .map(({ theme, says, because }) => `${theme}: ${says} (${because.join('; ')})`)
}

test('finds nothing that this server does wrong, and nothing that it should do better', () => {
  expect(said('failed')).toEqual([])
  expect(said('warned')).toEqual([])
  expect(report.stopped).toBeUndefined()
  expect(exitCode(report)).toBe(0)
})

test('asks this server everything that it has', () => {
  expect(said('skipped').filter((line) => !/returned by request|declares that it has none/.test(line))).toEqual([])
  expect(said('passed').length).toBeGreaterThan(300)
})

test('observes the positions that this server takes where several are right', () => {
  const observed = said('observed').join('\n')
  for (const position of [
    'selects nothing (the letter: 400 noTarget; Entra expects it to be created) (the value is created)',
    'remove members with a value (the letter: all go; many clients mean the listed) (the listed are removed)',
    'a path that no schema has (invalidPath, noTarget, or ignored) (it is ignored)',
    'an attribute that no schema has (400 or no match) (it is refused with 400)',
    'op written "Replace", as Entra does (it is understood)',
    'a boolean written "False", as Entra does (it is understood)',
  ]) {
    expect(observed).toContain(position)
  }
})

test('leaves nothing behind', async () => {
  expect(report.leftovers).toEqual([])
  const headers = { authorization: `Bearer ${stage.token}` }
  for (const endpoint of ['Users', 'Groups']) {
    const list = await fetch(`${stage.url}/${endpoint}`, { headers }).then((response) => response.json())
    expect(list).toMatchObject({ totalResults: 0 })
  }
})

test('stays within its bounds', () => {
  expect(report.requests).toBeLessThan(4_000)
})
