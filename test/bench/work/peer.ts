import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Bench, type Served, serving } from '../bench'
import { turn, type Work } from '../comparison'
import { profile } from '../people'
import { type Running, run } from '../servers/running'
import { Incomparable, ratio, summarize, type Turn } from '../statistics'
import { shown, type Table } from '../table'
import { reading } from './reading'
import { writing } from './writing'

export const peerName = 'peer'

const users = 20_000
const works = ['get one', 'filter userName', 'patch active', 'create']

/** scimmy-routers, the SCIM server that npm has, and Rollcall by turns. It keeps people in memory, without a log. */
export async function measurePeer(bench: Bench): Promise<Table> {
  return serving(bench, users, [], async (served) => {
    bench.say('installing scimmy-routers')
    const { peer, runtime } = await startPeer(bench, served)
    try {
      const rows: (readonly string[])[] = []
      const refusals: string[] = []
      for (const { name, make } of [...reading, ...writing].filter((theme) => works.includes(theme.name))) {
        bench.say(`${name}, scimmy-routers and Rollcall`)
        try {
          rows.push(await byTurns(bench, served, peer, { name, ...(await make(served)) }))
        } catch (error) {
          if (!(error instanceof Incomparable)) throw error
          refusals.push(`${name}: ${error.message}`)
        }
      }
      return {
        kind: 'table',
        name: peerName,
        title: `scimmy-routers on ${runtime}, in memory and without a log, and Rollcall by turns, ${users} people`,
        columns: ['work', 'scimmy /s', 'p99 ms', 'Rollcall /s', 'p99 ms', 'Rollcall is so many times as fast'],
        rows,
        values: {},
        ...(refusals.length > 0 && { refused: refusals.join('; ') }),
      }
    } finally {
      await peer.stop()
    }
  })
}

async function byTurns(bench: Bench, served: Served, peer: Running, work: Work): Promise<readonly string[]> {
  const { connections, seconds, rounds } = bench.options
  const { statuses, limit } = work
  const job = { connections, statuses, ...(limit && { limit }) }
  bench.driver.load(work.requests)
  const its: Turn[] = []
  const mine: Turn[] = []
  for (let round = -1; round < rounds; round++) {
    its.push(await turn(bench, [peer], { ...job, seconds }))
    mine.push(await turn(bench, [served.server], { ...job, seconds }))
  }
  const [theirs, ours] = [summarize(its.slice(1)), summarize(mine.slice(1))]
  const faster = ratio(mine.slice(1), its.slice(1))
  return [work.name, ...[theirs.rate, theirs.p99, ours.rate, ours.p99, faster].map(shown)]
}

/** Installs it beside the data and gives it the people of the directory. */
async function startPeer({ folder }: Bench, { seeded: { sample, token } }: Served) {
  const home = join(folder, 'peer')
  mkdirSync(home, { recursive: true })
  await Bun.write(join(home, 'package.json'), '{"private":true}')
  const packages = ['scimmy-routers@1', 'scimmy@1', 'express@5']
  const npm = Bun.spawnSync(['npm', 'install', '--no-audit', '--no-fund', ...packages], { cwd: home })
  if (npm.exitCode !== 0) throw new Error(`scimmy-routers cannot be installed: ${npm.stderr}`)
  const people = sample.map(({ id, index, number }) => ({ ...profile(index, number), id }))
  await Bun.write(join(home, 'people.json'), JSON.stringify(people))
  copyFileSync(join(import.meta.dir, '..', 'servers', 'scimmy.mjs'), join(home, 'server.mjs'))
  const node = Bun.which('node')
  const peer = await run([node ?? process.execPath, 'server.mjs', 'people.json', token], home, {
    env: { NODE_ENV: 'production' },
  })
  return { peer, runtime: node ? 'Node.js' : 'Bun' }
}
