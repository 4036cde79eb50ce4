import { CannotMove } from './cannot-move'
import { copy, isUnchanged } from './copying'
import { type Fitting, fitting } from './fitting'
import { hindrance } from './hindrance'
import { carriedBetween, inBoth } from './plan'
import { postgresSource } from './postgres-source'
import { postgresTarget } from './postgres-target'
import type { Place, Progress, Source, Target } from './side'
import { sqliteSource } from './sqlite-source'
import { sqliteTarget } from './sqlite-target'
import type { OnStep } from './step'
import { type Verdict, verify } from './verifying'

/** Who is told how a move goes. */
export interface Watcher {
  readonly onStep: OnStep
  /** How the move begins: that of an interrupted one is gone on with, or not any more since the source has changed. */
  onBegin(beginning: 'new' | 'continued' | 'anew'): void
  /** What was verified; where all is equal, the target can be served from in a moment. */
  onVerdicts(verdicts: readonly Verdict[]): void
}

/**
 * Carries an appliance over to an empty place, or goes on with that. Returns whether all that is in the source is in the
 * target; where it is not, the next attempt begins anew. Errors: CannotMove, ForeignFile, NewerDatabase, Unavailable,
 * UnsuitableDatabase.
 */
export async function move(from: Place, to: Place, watcher: Watcher): Promise<boolean> {
  const source = from.kind === 'sqlite' ? await sqliteSource(from) : await postgresSource(from)
  try {
    const target = to.kind === 'sqlite' ? await sqliteTarget(to) : await postgresTarget(to)
    try {
      return await carry(source, target, watcher)
    } catch (error) {
      throw hindrance(error)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

async function carry(source: Source, target: Target, watcher: Watcher): Promise<boolean> {
  const { onStep } = watcher
  const fits = await fitting(source, target)
  await copy(source, target, fits, await begin(source, target, fits, watcher), onStep)
  const verdicts = await verify(source, target, fits, onStep)
  watcher.onVerdicts(verdicts)
  const isCarried = verdicts.every(({ isEqual }) => isEqual)
  if (isCarried) await target.finish()
  else await target.note(nothingOf(source))
  return isCarried
}

/** Errors: CannotMove where the target holds anything else. */
async function begin(source: Source, target: Target, fits: Fitting, { onStep, onBegin }: Watcher): Promise<Progress> {
  const before = await target.progress()
  if (!before) await demandEmpty(target)
  const isContinued = before !== undefined && (await isUnchanged(source, target, fits, before, onStep))
  if (isContinued && Object.keys(before.tables).length > 0) {
    onBegin('continued')
    return before
  }
  if (before && !isContinued && before.from !== source.name)
    throw new CannotMove(
      `${target.name} holds half of a move from ${before.from}. Finish that, or name another place. Nothing was changed.`,
    )
  const progress = nothingOf(source)
  await target.begin(carriedBetween(source, target), progress)
  onBegin(before ? 'anew' : 'new')
  return progress
}

async function demandEmpty(target: Target): Promise<void> {
  for (const table of inBoth) {
    const rows = await target.count(table)
    const found = rows === 1 ? 'is 1 row' : `are ${rows} rows`
    if (rows > 0)
      throw new CannotMove(
        `${target.name} is not empty: there ${found} in ${table.name}. Name an empty directory or database. Nothing was changed.`,
      )
  }
}

function nothingOf(source: Source): Progress {
  return { from: source.name, tables: {} }
}
