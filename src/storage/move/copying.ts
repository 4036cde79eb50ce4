import { areEqual, type Digest, empty, extended } from './digest'
import type { Fitting } from './fitting'
import { carriedBetween } from './plan'
import { keyOf } from './reading'
import type { Progress, Source, Target } from './side'
import { type OnStep, steps } from './step'
import { summed } from './summing'

/** Copies what is not yet there. Each batch is kept with how far it brings the move, so that another attempt goes on behind it. */
export async function copy(
  source: Source,
  target: Target,
  fitting: Fitting,
  begun: Progress,
  onStep: OnStep,
): Promise<void> {
  let progress = begun
  for (const table of carriedBetween(source, target)) {
    const { name } = table
    const total = await source.count(table)
    const part = progress.tables[name]
    let digest: Digest = part ?? empty
    for await (const rows of source.pages(table, { after: part?.upTo })) {
      const fit = fitting.rows(table, rows, digest.rows)
      digest = extended(digest, fit)
      const upTo = keyOf(table, rows.at(-1) ?? [])
      progress = { ...progress, tables: { ...progress.tables, [name]: { ...digest, upTo } } }
      await target.write(table, fit, progress)
      onStep({ phase: `copying ${name}`, done: digest.rows, total })
    }
    if (table.numbered) await target.continueFrom(table, await fitting.highest(table, digest.rows))
  }
}

/** Whether the source still holds exactly those rows that an interrupted move has taken from it. */
export async function isUnchanged(
  source: Source,
  target: Target,
  fitting: Fitting,
  { tables }: Progress,
  onStep: OnStep,
): Promise<boolean> {
  for (const table of carriedBetween(source, target)) {
    const part = tables[table.name]
    if (!part) continue
    const { reach, end } = steps(`checking ${table.name}`, part.rows, onStep)
    const sum = await summed(source, table, fitting, { upTo: part.upTo }, reach)
    end()
    if (!areEqual(sum, part)) return false
  }
  return true
}
