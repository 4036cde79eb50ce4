import { afterAll, describe, expect, test } from 'bun:test'
import { nameOf, readExamples } from './example'
import { featuresMissing, replay } from './replay'
import { type inProcess, openStages } from './stages'

/**
 * Declares one test for each example, to be replayed against a server. Those that need what the server does not have are
 * skipped; those that are known to fail must fail, so that their mark goes when they are mended.
 */
export async function replayAll(where: string, run: typeof inProcess): Promise<void> {
  const examples = readExamples()
  const stages = await openStages([...examples.map(nameOf), 'its features'], run)
  const missing = await featuresMissing(stages.of('its features'))
  afterAll(() => stages.close())
  describe(where, () => {
    test('has every feature that an example needs', () => {
      expect([...missing]).toEqual([])
    })
    for (const example of examples) {
      const { needs = [], fails } = example
      const declare = needs.some((feature) => missing.has(feature))
        ? test.skip
        : fails === undefined
          ? test.concurrent
          : test.failing
      declare(nameOf(example), () => replay(stages.of(nameOf(example)), example), 30_000)
    }
  })
}
