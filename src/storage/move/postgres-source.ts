import { reasonOf } from '../postgres/failures'
import { newest } from '../postgres/migrations'
import { CannotMove } from './cannot-move'
import { carried, derived, type Table } from './plan'
import { type Connected, connected, progressIn, versionIn } from './postgres-client'
import { reading } from './reading'
import type { PostgresPlace, Source } from './side'

/** A database to read from. Errors: CannotMove, Unavailable, UnsuitableDatabase. */
export function postgresSource(place: PostgresPlace): Promise<Source> {
  return connected(place, async (source) => {
    const { name } = source
    const version = await versionIn(source)
    if (version === undefined) throw new CannotMove(`There is no data of Rollcall in ${name}.`)
    if (version < newest)
      throw new CannotMove(`${name} is as an older version of Rollcall left it. Serve from it once, with this one.`)
    if (await progressIn(source))
      throw new CannotMove(`${name} is itself the target of a move that has not been finished.`)
    await hold(source)
    return sourceOn(source)
  })
}

/** How long (ms) those who were stopped just now may take to be gone. */
const patience = 2000

/** Nobody writes until the connection is closed, and all that is read is of one moment. */
async function hold({ client, name }: Connected): Promise<void> {
  for (const deadline = performance.now() + patience; ; await Bun.sleep(50)) {
    const [row] = await client.unsafe(others).values()
    if (row?.[0] === 0) break
    if (performance.now() > deadline)
      throw new CannotMove(
        `${name} is in use: Rollcall has ${row?.[0]} connections to it, or a pooler still holds them. Stop what runs there, and move then.`,
      )
  }
  await client.unsafe(`begin isolation level repeatable read; set local lock_timeout = '5s'; ${endless}`).simple()
  try {
    await client.unsafe(`lock table ${tables} in share mode`).simple()
  } catch (error) {
    if (reasonOf(error) !== '55P03') throw error
    throw new CannotMove(`${name} is being written to. Stop what writes there, and move then.`)
  }
}

const others = `select count(*)::int from pg_stat_activity
  where datname = current_database() and application_name = 'rollcall'`

/** What somebody may have set for the role or the database does not end a transaction early; it stays as it is for others. */
export const endless = 'set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0'

/** All that a move reads or writes, for a statement. */
export const tables = [...carried.map(({ name }) => name), ...derived].map((name) => `"${name}"`).join()

export function sourceOn(source: Connected): Source {
  const { client, name, close } = source
  return {
    engine: 'postgres',
    name,
    ...reading({
      // What is selected is text, numbers and NULL.
      rows: async (text, values) => client.unsafe(text, [...values]).values(),
      mark: (position) => `$${position}`,
      say: ({ name, kind }) => says[kind](`"${name}"`),
    }),
    async highest(table) {
      const sequence = await sequenceOf(source, table)
      const [row] = await client
        .unsafe(`select (last_value - case when is_called then 0 else 1 end)::float8 from ${sequence}`)
        .values()
      return Number(row?.[0])
    },
    close,
  }
}

/** Whole numbers come as text, unless they are asked for as those that JavaScript has. */
const says = {
  text: (column: string) => column,
  integer: (column: string) => `${column}::float8`,
  flag: (column: string) => `${column}::int`,
  bytes: (column: string) => `encode(${column}, 'hex')`,
}

export async function sequenceOf({ client }: Connected, { name, numbered, sequence }: Table): Promise<string> {
  if (sequence) return sequence
  const [row] = await client.unsafe('select pg_get_serial_sequence($1, $2)', [name, numbered]).values()
  return String(row?.[0])
}
