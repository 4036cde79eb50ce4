import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Finding } from '../../src/conformance/report'
import { run } from '../../src/conformance/run'
import { openStage, type Stage } from './appliance'
import { broken } from './breakage'
import { breakages } from './breakages'

let stage: Stage
/** The checks that no breakage has failed yet. */
const unproven = new Set<string>()

beforeAll(async () => {
  stage = await openStage()
  const { findings } = await run(stage)
  for (const finding of findings) if (isJudgement(finding)) unproven.add(nameOf(finding))
}, 120_000)
afterAll(() => stage.stop())

const nameOf = ({ theme, says }: Finding) => `${theme}: ${says}`
const isJudgement = ({ outcome }: Finding) => outcome === 'passed' || isComplaint({ outcome })
const isComplaint = ({ outcome }: Pick<Finding, 'outcome'>) => outcome === 'failed' || outcome === 'warned'

test.each(breakages.map((breakage) => [breakage.does, breakage] as const))(
  'finds a server that %s',
  async (_, breakage) => {
    const { only } = breakage
    const report = await run({ ...stage, fetch: broken(breakage, stage.url), ...(only && { only }) })
    const complaints = report.findings.filter(isComplaint)
    for (const complaint of complaints) unproven.delete(nameOf(complaint))
    expect(complaints).not.toEqual([])
    expect(report.stopped).toBeUndefined()
  },
  60_000,
)

test('every check can fail', () => {
  expect([...unproven]).toEqual([])
})
