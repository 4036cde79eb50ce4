import { type Bench, type Served, serving } from '../bench'
import { compare } from '../comparison'
import type { Options } from '../options'
import type { Table } from '../table'
import type { Result } from '../targets'
import { commitsName, measureCommits } from './commits'
import { measureEngines } from './engines'
import { eventsName, measureEvents } from './events'
import { groupNames, measureGroups } from './groups'
import { leastName, measureLeast } from './least'
import { lists } from './lists'
import { measureMemory, memoryName } from './memory'
import { measureNeighbours, neighboursName } from './neighbours'
import { installPeer, measurePeer } from './peer'
import { indexed, reading } from './reading'
import { measureRetention, retentionName } from './retention'
import { measureStartUp, startUpName } from './start-up'
import { measureSync, syncName } from './sync'
import type { Theme } from './theme'
import { writing } from './writing'

/** How many members the largest group has. */
export const largestGroup = ({ quick }: Options) => (quick ? 20_000 : 100_000)

/** What is told by how it is in a small directory. */
const growing = [...indexed, 'create']

/** What needs no directory of several sizes. */
const alone: readonly (readonly [name: string, measure: (bench: Bench) => Promise<Table>])[] = [
  [syncName, measureSync],
  [eventsName, measureEvents],
  [startUpName, measureStartUp],
  [memoryName, measureMemory],
  [commitsName, measureCommits],
  [leastName, measureLeast],
  [retentionName, measureRetention],
]

/** Measures all that was asked for. Larger directories come later, and what makes a directory grow comes last in it. */
export async function measure(bench: Bench): Promise<readonly Result[]> {
  const { users, only = '', peer, quick, engine } = bench.options
  const isWanted = (name: string) => name.includes(only)
  const wanted = (themes: readonly Theme[], isLargest: boolean) =>
    themes.filter(({ name }) => isWanted(name) && (isLargest || !quick || growing.includes(name)))
  if (engine === 'postgres') return measureEngines(bench, isWanted)
  // Before everything else, which is in vain where that is not to be had.
  if (peer) bench.say('installing scimmy-routers')
  const home = peer && (await installPeer(bench.folder))
  const results: Result[] = []

  async function inDirectory(themes: readonly Theme[], served: Served): Promise<void> {
    for (const { name, make } of themes) results.push(await compare(bench, served, { name, ...(await make(served)) }))
  }

  for (const size of users) {
    const isLargest = size === users.at(-1)
    const reads = wanted([...reading, ...lists], isLargest)
    const writes = wanted(writing, isLargest)
    const hasNeighbours = isLargest && isWanted(neighboursName)
    if (reads.length + writes.length === 0 && !hasNeighbours) continue
    await serving(bench, size, [], async (served) => {
      await inDirectory(reads, served)
      if (hasNeighbours) results.push(await measureNeighbours(bench, served))
      await inDirectory(writes, served)
    })
  }
  const largest = largestGroup(bench.options)
  const groups = groupNames(largest).filter(isWanted)
  if (groups.length > 0) results.push(...(await measureGroups(bench, groups, largest)))
  for (const [name, measureIt] of alone) if (isWanted(name)) results.push(await measureIt(bench))
  if (home !== undefined) results.push(await measurePeer(bench, home))
  return results
}
