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

/** The npm registry did not give what a run needs. */
export class NotInstalled extends Error {
  override readonly name = 'NotInstalled'
}

/** Installs scimmy-routers in a folder of its own, and returns that. Errors: NotInstalled. */
export async function installPeer(folder: string, env: NodeJS.Dict<string> = {}): Promise<string> {
  if (!Bun.which('npm')) throw new NotInstalled('--peer needs npm, which is not installed.')
  const home = join(folder, 'peer')
  mkdirSync(home, { recursive: true })
  await Bun.write(join(home, 'package.json'), '{"private":true}')
  const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=1', '--fetch-retry-mintimeout=1000']
  const packages = ['scimmy-routers@1', 'scimmy@1', 'express@5']
  const npm = Bun.spawnSync(['npm', 'install', ...flags, ...packages], { cwd: home, env: { ...process.env, ...env } })
  if (npm.exitCode === 0) return home
  throw new NotInstalled(
    `scimmy-routers cannot be installed, which --peer needs the npm registry for: ${reason(npm.stderr.toString())}`,
  )
}

/** What npm says first that is not a code. */
function reason(said: string): string {
  const lines = said.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, ''))
  return lines.find((line) => /[a-z] .* /.test(line) && !/^(code|errno|syscall) /.test(line)) ?? said
}

/** scimmy-routers, the SCIM server that npm has, and Rollcall by turns. It keeps people in memory, without a log. */
export async function measurePeer(bench: Bench, home: string): Promise<Table> {
  return serving(bench, users, [], async (served) => {
    const { peer, runtime } = await startPeer(home, served)
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

/** Gives it the people of the directory. */
async function startPeer(home: string, { seeded: { sample, token } }: Served) {
  const people = sample.map(({ id, index, number }) => ({ ...profile(index, number), id }))
  await Bun.write(join(home, 'people.json'), JSON.stringify(people))
  copyFileSync(join(import.meta.dir, '..', 'servers', 'scimmy.mjs'), join(home, 'server.mjs'))
  const node = Bun.which('node')
  const peer = await run([node ?? process.execPath, 'server.mjs', 'people.json', token], home, {
    env: { NODE_ENV: 'production' },
  })
  return { peer, runtime: node ? 'Node.js' : 'Bun' }
}
