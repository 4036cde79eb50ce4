import { attach } from '../postgres/event-parts'
import { reasonOf } from '../postgres/failures'
import { newest } from '../postgres/migrations'
import { unfinishedMove } from '../unfinished-move'
import { CannotMove } from './cannot-move'
import { type Column, eventParts, type Table } from './plan'
import { type Connected, connected, progressIn, versionIn } from './postgres-client'
import { endless, sequenceOf, sourceOn, tables } from './postgres-source'
import { keyOf } from './reading'
import type { PostgresPlace, Progress, Row, Target } from './side'

/** A database to write to. Errors: CannotMove, Unavailable, UnsuitableDatabase. */
export function postgresTarget(place: PostgresPlace): Promise<Target> {
  return connected(place, async (target) => {
    const { name } = target
    const version = await versionIn(target)
    if (version === undefined && (await hasRelations(target)))
      throw new CannotMove(`${name} holds tables that are not Rollcall's; name an empty database. Nothing was changed.`)
    if (version !== undefined && version < newest)
      throw new CannotMove(`${name} is not empty: an older version of Rollcall left it. Nothing was changed.`)
    await target.migrate()
    await claim(target)
    return targetOn(target)
  })
}

async function hasRelations({ client }: Connected): Promise<boolean> {
  const [row] = await client
    .unsafe('select exists (select 1 from pg_class where relnamespace = current_schema()::regnamespace)')
    .values()
  return row?.[0] === true
}

/** Of two moves into one database the second is refused; what PostgreSQL still does for one that was killed is waited for. */
async function claim({ client, name }: Connected): Promise<void> {
  try {
    await client.unsafe("set lock_timeout = '5s'; select pg_advisory_lock(7307105); reset lock_timeout").simple()
  } catch (error) {
    if (reasonOf(error) !== '55P03') throw error
    throw new CannotMove(`Another move into ${name} is under way.`)
  }
}

function targetOn(target: Connected): Target {
  const { client, name } = target
  const note = async (progress: Progress) => {
    await client.unsafe(`update ${unfinishedMove} set state = $1`, [JSON.stringify(progress)])
  }
  const insert = (table: Table, rows: readonly Row[]) => client.unsafe(insertion(table), arraysOf(table, rows))

  async function together(act: () => Promise<unknown>): Promise<void> {
    await client.unsafe(begin).simple()
    try {
      await act()
      await client.unsafe('commit').simple()
    } catch (error) {
      await client.unsafe('rollback').simple()
      throw error
    }
  }

  /** An earlier attempt may have made it. */
  async function provide(part: number): Promise<void> {
    const [row] = await client.unsafe("select to_regclass('request_events_' || $1::int)", [part]).values()
    if (row?.[0] === null) await attach(client, part)
  }

  /** Finds the row that the database does not take. */
  async function refused(table: Table, rows: readonly Row[]): Promise<string> {
    for (const row of rows) {
      await client.unsafe('begin').simple()
      try {
        await insert(table, [row])
      } catch (error) {
        return `the row of ${table.name} with ${described(table, row)}: ${String(error)}`
      } finally {
        await client.unsafe('rollback').simple()
      }
    }
    return `rows of ${table.name} beside each other`
  }

  return {
    ...sourceOn(target),
    progress: () => progressIn(target),
    note,
    begin: (carried, progress) =>
      together(async () => {
        await client.unsafe(`truncate ${tables}`).simple()
        if (!carried.includes(eventParts)) await client.unsafe('insert into event_parts values (0, now_ms())').simple()
        await client
          .unsafe(`create table if not exists ${unfinishedMove} (id int primary key, state text not null)`)
          .simple()
        await client.unsafe(`insert into ${unfinishedMove} values (1, '') on conflict do nothing`).simple()
        await note(progress)
      }),
    async write(table, rows, progress) {
      try {
        await together(async () => {
          await insert(table, rows)
          if (table === eventParts) for (const [part] of rows) await provide(Number(part))
          await note(progress)
        })
      } catch (error) {
        if (!isOfData(error)) throw error
        throw new CannotMove(`${name} cannot keep ${await refused(table, rows)}.`)
      }
    },
    async continueFrom(table, highest) {
      const sequence = await sequenceOf(target, table)
      await client.unsafe(`select setval('${sequence}', greatest($1::bigint, 1), $1::bigint > 0)`, [highest])
    },
    finish: () =>
      together(async () => {
        await client.unsafe('analyze').simple()
        await client.unsafe(`set local synchronous_commit = on; drop table ${unfinishedMove}`).simple()
      }),
  }
}

/** What a crash of the machine takes with it is carried again, as how far the move has come goes with it. */
const begin = `begin; set local synchronous_commit = off; ${endless}`

/** Something about the values is beyond what a column, an index or a constraint takes. */
function isOfData(error: unknown): boolean {
  return /^(?:22|23|54)/.test(reasonOf(error))
}

function described(table: Table, row: Row): string {
  const id = table.columns.findIndex(({ name }) => name === 'id')
  if (id >= 0) return `id ${row[id]}`
  return table.key.map((column, index) => `${column} ${keyOf(table, row)[index]}`).join(', ')
}

function insertion({ name, columns, computed }: Table): string {
  const names = [...columns, ...computed].map((column) => `"${column.name}"`)
  const types = [...columns.map(({ kind }) => typeOf[kind]), ...computed.map(() => 'text')]
  const arrays = types.map((type, index) => `$${index + 1}::${type}[]`)
  return `insert into "${name}" (${names}) overriding system value select * from unnest(${arrays})`
}

const typeOf = { text: 'text', integer: 'bigint', flag: 'boolean', bytes: 'bytea' } as const

/** The values of each column together. */
function arraysOf({ columns, computed }: Table, rows: readonly Row[]): readonly (readonly unknown[])[] {
  const valuesOf = (index: number) => rows.map((row) => row[index] ?? null)
  const carried = columns.map(({ kind }, index) => valuesOf(index).map(converted[kind]))
  return [
    ...carried,
    ...computed.map(({ from, by }) =>
      valuesOf(columns.findIndex(({ name }) => name === from)).map((text) => by(String(text))),
    ),
  ]
}

const converted: Record<Column['kind'], (value: Row[number]) => unknown> = {
  text: (value) => value,
  integer: (value) => value,
  flag: (value) => (value === null ? null : value === 1),
  bytes: (value) => (value === null ? null : `\\x${value}`),
}
