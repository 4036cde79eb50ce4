import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Driver } from './load/driver'
import type { Options } from './options'
import { type GroupPlan, type Seeded, seed } from './seed'
import type { Programs } from './servers/programs'
import { type Running, run } from './servers/running'

/** What all measurements share. */
export interface Bench {
  readonly options: Options
  readonly driver: Driver
  readonly programs: Programs
  /** Where everything is written to; it goes when the run ends. */
  readonly folder: string
  /** Says what is done at the moment. */
  say(text: string): void
}

/** A directory, and Rollcall serving it. */
export interface Served {
  readonly server: Running
  readonly dataDirectory: string
  readonly seeded: Seeded
  /** A small organization in the same directory. */
  readonly neighbour: Seeded
}

let made = 0

/** An empty folder for data. */
export const dataFolder = ({ folder }: Bench) => join(folder, `data-${++made}`)

/** Serves a new directory for as long as `act` takes. */
export async function serving<T>(
  bench: Bench,
  users: number,
  plans: readonly GroupPlan[],
  act: (served: Served) => Promise<T>,
): Promise<T> {
  const dataDirectory = dataFolder(bench)
  bench.say(`making a directory of ${users} people`)
  const seeded = await seed(dataDirectory, 'Harbor', users, plans)
  const neighbour = await seed(dataDirectory, 'Lagoon', 1000)
  const server = await serve(bench, dataDirectory)
  try {
    return await act({ server, dataDirectory, seeded, neighbour })
  } finally {
    await server.stop()
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

/** Starts Rollcall as it is started in production, on a free port. */
export function serve(bench: Bench, dataDirectory: string, port = 0): Promise<Running> {
  return rollcall(bench, [`--data=${dataDirectory}`, `--port=${port}`])
}

/** How many connections a replica has to its database. */
export const databaseConnections = 10

/** The same on a PostgreSQL database. */
export function serveReplica(bench: Bench, url: string): Promise<Running> {
  return rollcall(bench, ['--port=0', `--database-connections=${databaseConnections}`], { ROLLCALL_DATABASE_URL: url })
}

function rollcall(
  { programs, folder, options: { threads } }: Bench,
  flags: readonly string[],
  env: NodeJS.Dict<string> = {},
): Promise<Running> {
  return run([programs.rollcall, 'serve', `--threads=${threads}`, '--log-format=json', ...flags], folder, {
    threads,
    env,
  })
}
