import { parseArgs } from 'node:util'
import { usualThreads } from '../../src/threads'

export interface Options {
  readonly json: boolean
  readonly quick: boolean
  /** Only work whose name has this text in it. */
  readonly only?: string
  /** How large the directories are, the smallest first. */
  readonly users: readonly number[]
  readonly connections: number
  /** How many threads of Rollcall answer requests. */
  readonly threads: number
  /** How long one measurement lasts, and how often it is made. */
  readonly seconds: number
  readonly rounds: number
  /** How many events the event log is read at. */
  readonly events: number
  readonly peer?: 'scimmy'
  /** With `postgres`, nothing is measured but how Rollcall on PostgreSQL compares with Rollcall on SQLite. */
  readonly engine: 'sqlite' | 'postgres'
}

export const usage = `bun run bench [--quick] [--json] [--only TEXT] [--users 1000,100000[,1000000]] [--connections 32]
              [--threads N] [--seconds N] [--rounds N] [--events N] [--peer scimmy]
              [--engine postgres]`

/** Errors: an Error whose message says what is wrong with the words. */
export function readOptions(words: readonly string[]): Options {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    args: [...words],
    options: {
      json: flag,
      quick: flag,
      only: text,
      users: text,
      connections: text,
      threads: text,
      seconds: text,
      rounds: text,
      events: text,
      peer: text,
      engine: text,
    },
  })
  const { json, quick, only, peer, engine = 'sqlite' } = values
  if (peer !== undefined && peer !== 'scimmy') throw new Error(`--peer must be scimmy, not ${peer}.`)
  if (engine !== 'sqlite' && engine !== 'postgres')
    throw new Error(`--engine must be postgres or sqlite, not ${engine}.`)
  if (engine === 'postgres' && peer) throw new Error('--peer is measured without --engine postgres.')
  const users = (values.users ?? (quick ? '1000,20000' : '1000,100000')).split(',')
  return {
    json,
    quick,
    ...(only !== undefined && { only }),
    users: users.map((each) => whole('users', each)).toSorted((a, b) => a - b),
    connections: whole('connections', values.connections ?? '32'),
    threads: whole('threads', values.threads ?? String(usualThreads())),
    seconds: positive('seconds', values.seconds ?? (quick ? '0.25' : '2')),
    rounds: whole('rounds', values.rounds ?? (quick ? '3' : '5')),
    events: whole('events', values.events ?? (quick ? '100000' : '1000000')),
    ...(peer && { peer }),
    engine,
  }
}

function whole(name: string, text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new Error(`--${name} must be a whole number from 1, not ${text}.`)
  return Number(text)
}

function positive(name: string, text: string): number {
  const number = Number(text)
  if (!(number > 0 && number <= 3600)) throw new Error(`--${name} must be a number above 0, not ${text}.`)
  return number
}
