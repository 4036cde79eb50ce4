import { areEqual, type Digest, empty, extended } from './digest'
import { asItIs, type Fitting } from './fitting'
import { carriedBetween } from './plan'
import type { Source, Target } from './side'
import { type OnStep, steps } from './step'
import { summed } from './summing'

/** What the rows of a table come to on both sides. */
export interface Verdict {
  readonly table: string
  readonly source: Digest
  readonly target: Digest
  readonly isEqual: boolean
  /** How many texts the target can only keep in another form. */
  readonly altered: number
}

/** Reads everything on both sides once more. What is counted beside the rows is compared too. */
export async function verify(
  source: Source,
  target: Target,
  fitting: Fitting,
  onStep: OnStep,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = []
  for (const table of carriedBetween(source, target)) {
    const total = await source.count(table)
    const { reach, end } = steps(`verifying ${table.name}`, 2 * total, onStep)
    const there = await summed(source, table, fitting, {}, reach)
    const here = await summed(target, table, asItIs, {}, (rows) => reach(total + rows))
    end()
    const areWhole = there.rows === total && here.rows === (await target.count(table))
    const { name } = table
    verdicts.push({
      table: name,
      source: there,
      target: here,
      isEqual: areWhole && areEqual(there, here),
      altered: there.altered,
    })
  }
  return [...verdicts, await counted(source, target)]
}

async function counted(source: Source, target: Target): Promise<Verdict> {
  const [there, here] = [extended(empty, await source.tallies()), extended(empty, await target.tallies())]
  return { table: 'tallies', source: there, target: here, isEqual: areEqual(there, here), altered: 0 }
}
