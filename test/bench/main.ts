import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../support/repository'
import type { Bench } from './bench'
import { interruption } from './interruption'
import { startDriver } from './load/driver'
import { describeMachine } from './machine'
import { type Options, readOptions, usage } from './options'
import { isSound, type Report, render } from './report'
import { programs } from './servers/programs'
import { judge } from './targets'
import { largestGroup, measure } from './work/everything'
import { NotInstalled } from './work/peer'

process.exit(await main(process.argv.slice(2)))

async function main(words: readonly string[]): Promise<number> {
  let options: Options
  try {
    options = readOptions(words)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${usage}\n`)
    return 2
  }
  // On the disk of the clone, as a temporary folder may be in memory.
  const folder = join(root, 'node_modules', '.cache', `bench-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  const leave = () => remove(folder)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      interruption.abort()
      leave()
      process.exit(130)
    })
  }
  try {
    const report = await run(options, folder)
    if (report.results.length === 0) {
      process.stderr.write(`Nothing that is measured has “${options.only}” in its name.\n`)
      return 2
    }
    process.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : render(report)}\n`)
    return isSound(report) ? 0 : 1
  } catch (error) {
    if (!(error instanceof NotInstalled)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  } finally {
    leave()
  }
}

/** What is ended at this moment may still write there. */
function remove(folder: string): void {
  for (let attempt = 0; existsSync(folder) && attempt < 50; attempt++) {
    if (attempt > 0) Bun.sleepSync(100)
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch (error) {
      if (attempt === 49) throw error
    }
  }
}

async function run(options: Options, folder: string): Promise<Report> {
  const start = performance.now()
  const say = (text: string) => {
    process.stderr.write(`${((performance.now() - start) / 1000).toFixed(0).padStart(4)} s  ${text}\n`)
  }
  say('compiling')
  const bench: Bench = { options, folder, programs: await programs(folder), driver: startDriver(), say }
  const machine = describeMachine(folder)
  try {
    const results = await measure(bench)
    return {
      machine,
      options,
      commit: commit(),
      targets: options.engine === 'postgres' ? [] : judge(results, options.users, largestGroup(options)),
      results,
    }
  } finally {
    await bench.driver.end()
  }
}

function commit(): string {
  const git = (...words: string[]) =>
    Bun.spawnSync(['git', ...words], { cwd: root })
      .stdout.toString()
      .trim()
  const changed = git('status', '--porcelain', '--', 'src', 'package-lock.json') === '' ? '' : ' with changes'
  return `${git('rev-parse', '--short', 'HEAD') || 'of no commit'}${changed}`
}
