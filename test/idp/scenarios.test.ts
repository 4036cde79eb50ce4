import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { play, type Stage } from './player'
import { readScenarioFiles } from './scenario'
import { closeStages, openStages } from './stages'

const files = readScenarioFiles()
const titles = files.flatMap(({ provider, scenarios }) => scenarios.map(({ title }) => `${provider} ${title}`))
let stages: ReadonlyMap<string, Stage>

beforeAll(async () => {
  stages = await openStages(titles)
})
afterAll(() => closeStages())

for (const file of files) {
  describe(file.provider, () => {
    for (const scenario of file.scenarios) {
      test.concurrent(scenario.title, async () => {
        const stage = stages.get(`${file.provider} ${scenario.title}`)
        if (!stage) throw new Error('two scenarios have one title')
        await play(stage, file, scenario)
      })
    }
  })
}

test('every tolerance that the protocol has is met by some provider here', () => {
  const quirks = readFileSync(join(import.meta.dir, '../../src/scim/quirks.ts'), 'utf8')
  const known = [...quirks.matchAll(/tolerate\('(\w+)'\)|\| '(\w+)'|quirk: '(\w+)'/g)].map(([, a, b, c]) => a ?? b ?? c)
  const met = files.flatMap(({ scenarios }) =>
    scenarios.flatMap(({ steps }) => steps.flatMap((step) => step.tolerated ?? [])),
  )
  const reachable = known.filter((quirk) => quirk !== 'numberFromText') // no attribute of ours is a number yet
  expect([...new Set(reachable)].sort()).toEqual([...new Set(met)].sort())
})
