import { cpSync, rmSync } from 'node:fs'
import { type Bench, dataFolder, serve } from '../bench'
import { target, turn, type Work } from '../comparison'
import { type Records, records, refuseLosses } from '../records'
import { seed } from '../seed'
import { type Running, run } from '../servers/running'
import { Incomparable, ratio, summarize, type Turn } from '../statistics'
import { shown, type Table } from '../table'
import { reading } from './reading'
import { writing } from './writing'

export const leastName = 'least server'

const works = ['get one', 'filter userName', 'patch active', 'create']

/** The floor, the least server that keeps what Rollcall keeps, and Rollcall, by turns and with one thread each. */
export async function measureLeast(given: Bench): Promise<Table> {
  const bench: Bench = { ...given, options: { ...given.options, threads: 1 } }
  const users = Math.min(100_000, bench.options.users.at(-1) ?? 0)
  const directories = { rollcall: dataFolder(bench), least: dataFolder(bench) }
  bench.say(`making a directory of ${users} people, twice`)
  const seeded = await seed(directories.rollcall, 'Harbor', users)
  cpSync(directories.rollcall, directories.least, { recursive: true })
  const { id, organizationId } = seeded.connection
  const rollcall = await serve(bench, directories.rollcall)
  const least = await run([bench.programs.least, directories.least, organizationId, id], bench.folder)
  const rows: (readonly string[])[] = []
  const values: Record<string, number> = {}
  const refusals: string[] = []
  try {
    for (const { name, make } of [...reading, ...writing].filter((theme) => works.includes(theme.name))) {
      bench.say(`${name}, the floor, the least server and Rollcall`)
      const work: Work = { name, ...(await make({ server: rollcall, seeded })) }
      try {
        const turns = await byTurns(bench, work, { rollcall, least }, directories)
        values[name] = ratio(turns.rollcall, turns.least)
        rows.push([name, ...cells(turns)])
      } catch (error) {
        if (!(error instanceof Incomparable)) throw error
        refusals.push(`${name}: ${error.message}`)
      }
    }
  } finally {
    await Promise.all([rollcall.stop(), least.stop()])
    for (const directory of Object.values(directories)) rmSync(directory, { recursive: true, force: true })
  }
  return {
    kind: 'table',
    name: leastName,
    title: `What these tables allow: a server that only reads, writes and logs, without authentication, validation or SCIM, and Rollcall, one thread each, ${users} people`,
    columns: ['work', 'floor /s', 'least /s', '× floor', 'Rollcall /s', '× floor', '× least'],
    rows,
    values,
    ...(refusals.length > 0 && { refused: refusals.join('; ') }),
  }
}

const both = ['least', 'rollcall'] as const

type Of<T> = Readonly<Record<(typeof both)[number], T>>

function cells({ floor, least, rollcall }: Of<readonly Turn[]> & { readonly floor: readonly Turn[] }) {
  return [
    summarize(floor).rate,
    summarize(least).rate,
    ratio(least, floor),
    summarize(rollcall).rate,
    ratio(rollcall, floor),
    ratio(rollcall, least),
  ].map(shown)
}

/** Errors: Incomparable, also where one of them did not log what it answered. */
async function byTurns(bench: Bench, work: Work, servers: Of<Running>, directories: Of<string>) {
  const { connections, rounds, seconds } = bench.options
  const { statuses, contains, limit } = work
  const bare = { connections, seconds, ...(limit && { limit }) }
  const job = { ...bare, statuses, ...(contains && { contains }) }
  bench.driver.load(work.requests)
  const turns = { rollcall: [] as Turn[], least: [] as Turn[], floor: [] as Turn[] }
  const before: Of<Records> = { rollcall: records(directories.rollcall), least: records(directories.least) }
  const first = await turn(bench, [servers.rollcall], job)
  const floor = await run([bench.programs.floor, String(Math.round(first.size))], bench.folder)
  try {
    for (let round = -1; round < rounds; round++) {
      turns.floor.push(await bench.driver.run({ ...bare, ...target(floor), statuses: [200] }))
      for (const name of both) turns[name].push(await turn(bench, [servers[name]], job))
    }
  } finally {
    await floor.stop()
  }
  for (const name of both) {
    const answered = turns[name].reduce((sum, { requests }) => sum + requests, 0)
    const sent = answered + (name === 'rollcall' ? first.requests : 0)
    await refuseLosses(sent, work.leaves, before[name], () => records(directories[name]))
  }
  return { rollcall: turns.rollcall.slice(1), least: turns.least.slice(1), floor: turns.floor.slice(1) }
}
