import { type Bench, databaseConnections, type Served, serve, serveReplica, serving } from '../bench'
import { turn, type Work } from '../comparison'
import { interruption } from '../interruption'
import { type Bare, startBare } from '../load/bare'
import { records, refuseLosses } from '../records'
import { type Database, startPostgres } from '../servers/postgres'
import { family, type Running, untilIdle } from '../servers/running'
import { Incomparable, summarize, type Turn } from '../statistics'
import type { Table } from '../table'
import { engines, type Outcome, refusal, scaling } from './engine-tables'
import { changing, large, moving, small } from './groups'
import { lists } from './lists'
import { reading } from './reading'
import { writing } from './writing'

const most = 3

/** In this order: what makes the directory larger comes last. */
const works = ['get one', 'filter userName', 'filter externalId', 'list, first page', 'patch active', 'put', 'create']

/** Rollcall on PostgreSQL, as one replica and as several, Rollcall on SQLite with the same directory, and bare statements, by turns. */
export async function measureEngines(bench: Bench, isWanted: (work: string) => boolean): Promise<readonly Table[]> {
  const people = bench.options.users.at(-1) ?? 1000
  const groups = [small(people), large(people)]
  const wanted = [...works, ...groups.map(({ name }) => name)].filter(isWanted)
  if (wanted.length === 0) return []
  return serving(bench, people + moving, groups, async (served) => {
    // Nothing may run where a directory is moved from.
    await served.server.stop()
    bench.say('starting PostgreSQL')
    const database = await startPostgres(bench.folder)
    try {
      await move(bench, served.dataDirectory, database)
      const arena = await enter(bench, served, database)
      try {
        const themes = [...reading, ...lists, ...writing].filter(({ name }) => wanted.includes(name))
        const made = themes.map(async ({ name, make }) => ({ name, ...(await make(served)) }))
        const moved = groups.filter(({ name }) => wanted.includes(name)).map(({ name }) => changing(served, name))
        const outcomes: Outcome[] = []
        const refusals: Table[] = []
        for (const work of [...(await Promise.all(made)), ...moved]) {
          try {
            outcomes.push(await compare(bench, arena, work))
          } catch (error) {
            if (!(error instanceof Incomparable)) throw error
            refusals.push(refusal(work.name, error))
          }
        }
        return [engines(outcomes, database.description), scaling(outcomes), ...refusals]
      } finally {
        await arena.leave()
      }
    } finally {
      await database.stop()
    }
  })
}

async function move({ programs, say }: Bench, dataDirectory: string, { url, settle }: Database): Promise<void> {
  say('moving the directory to PostgreSQL')
  const child = Bun.spawn([programs.rollcall, 'move', '--from', dataDirectory, '--to', url], {
    env: {},
    stdio: ['ignore', 'ignore', 'pipe'],
    signal: interruption.signal,
  })
  const said = await new Response(child.stderr).text()
  if ((await child.exited) !== 0) throw new Error(`the directory cannot be moved to PostgreSQL: ${said}`)
  await settle()
}

/** All that take part. */
interface Arena {
  readonly sqlite: Running
  readonly replicas: readonly Running[]
  readonly bare: Bare
  readonly database: Database
  readonly dataDirectory: string
  leave(): Promise<void>
}

async function enter(bench: Bench, { dataDirectory }: Served, database: Database): Promise<Arena> {
  const sqlite = await serve(bench, dataDirectory)
  const replicas = await Promise.all(Array.from({ length: most }, () => serveReplica(bench, database.url)))
  const bare = await startBare({ url: database.url, connections: databaseConnections })
  return {
    sqlite,
    replicas,
    bare,
    database,
    dataDirectory,
    async leave() {
      await Promise.all([bare.end(), ...[sqlite, ...replicas].map((server) => server.stop())])
    },
  }
}

/** Errors: Incomparable. */
async function compare(bench: Bench, arena: Arena, work: Work): Promise<Outcome> {
  const { driver, options, say } = bench
  const { sqlite, bare, database, dataDirectory } = arena
  const { connections, rounds } = options
  const { statuses, contains, limit, leaves } = work
  const job = { connections, statuses, ...(contains && { contains }), ...(limit && { limit }) }
  const statement = leaves ? 'insert' : 'select'
  const found = { sqlite: [] as Turn[], bare: [] as Turn[], replicas: arena.replicas.map(() => [] as Turn[]) }
  say(work.name)
  driver.load(work.requests)
  const before = { sqlite: records(dataDirectory), postgres: await database.records() }
  for (let round = -1; round < rounds; round++) {
    const seconds = round < 0 ? Math.max(0.3, options.seconds / 4) : options.seconds
    found.sqlite.push(await turn(bench, [sqlite], { ...job, seconds }))
    found.bare.push(await bare.run({ statement, loops: connections, seconds }))
    await untilIdle(family(database.pid))
    for (const [index, turns] of found.replicas.entries()) {
      turns.push(await turn(bench, arena.replicas.slice(0, index + 1), { ...job, seconds }, family(database.pid)))
    }
  }
  await refuseLosses(answered([found.sqlite]), leaves, before.sqlite, () => records(dataDirectory))
  await refuseLosses(answered(found.replicas), leaves, before.postgres, database.records)
  const compared = (turns: readonly Turn[]) => ({ turns: turns.slice(1), summary: summarize(turns.slice(1)) })
  return {
    work: work.name,
    statement,
    sqlite: compared(found.sqlite),
    bare: compared(found.bare),
    replicas: found.replicas.map(compared),
  }
}

function answered(turns: readonly (readonly Turn[])[]): number {
  return turns.flat().reduce((sum, { requests }) => sum + requests, 0)
}
