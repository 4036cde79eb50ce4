import { Database } from 'bun:sqlite'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { SQL } from 'bun'
import { inBoth, type Table } from '../../src/storage/move/plan'
import { countInserted } from '../../src/storage/sqlite/counting'
import { migrate } from '../../src/storage/sqlite/migrations'
import { scratch } from '../support/scratch'

/** Texts that somewhere on the way might be taken for something else. */
const odd = [
  '',
  ' ',
  'NULL',
  '{}',
  '{a,"b"}',
  "o'clock",
  '"',
  '\\',
  '\\x00',
  '$1',
  'Łódź 😀',
  '\n\t',
  '%_',
  '\ufffd',
  'é́',
  '١',
]

/** More events than are carried at once. */
export const many = 2300

/** A data directory in which every table has rows, with all kinds of values that it takes, and the log as many as are wanted. */
export function furnished(events = 30): string {
  const directory = join(scratch(), 'data')
  mkdirSync(directory)
  const client = open(directory)
  client.run('pragma journal_mode = wal')
  client.run('pragma foreign_keys = on')
  migrate(client)
  countInserted(client)
  client.transaction(() => {
    for (const table of inBoth) fill(client, table, events)
  })()
  client.close(true)
  return directory
}

/** The database of a data directory, to look at it and to meddle with it. */
export function open(directory: string): Database {
  return new Database(join(directory, 'rollcall.db'), { create: true })
}

/** Every row of every table, as text. */
export type Dump = Readonly<Record<string, readonly string[]>>

export function dumpOf(directory: string): Dump {
  const client = open(directory)
  const tables = client.query("select name from sqlite_schema where type = 'table' order by name").values()
  const dump = Object.fromEntries(
    tables.map(([name]) => [name, client.query(`select * from "${name}"`).values().map(written).sort()]),
  )
  client.close(true)
  return dump
}

/** The rows of a PostgreSQL database; parts of a table are not told apart. */
export async function dumpOfDatabase(url: string): Promise<Dump> {
  const sql = new SQL(url, { max: 1 })
  const names: readonly (readonly unknown[])[] = await sql.unsafe(tablesOfDatabase).values()
  const dump: Record<string, readonly string[]> = {}
  for (const [name] of names) {
    const rows: readonly (readonly unknown[])[] = await sql.unsafe(`select * from "${name}"`).values()
    dump[String(name)] = rows.map(written).sort()
  }
  await sql.close()
  return dump
}

export const tablesOfDatabase = `select relname from pg_class
  where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition order by relname`

function written(row: readonly unknown[]): string {
  return JSON.stringify(row.map((value) => (value instanceof Uint8Array ? value.toHex() : value)))
}

function fill(client: Database, table: Table, events: number): void {
  const { name, columns } = table
  const isRequired = new Set(
    client
      .query(`select name from pragma_table_xinfo('${name}') where "notnull"`)
      .values()
      .map(([column]) => column),
  )
  const insert = client.query(
    `insert into "${name}" (${columns.map((column) => `"${column.name}"`)}) values (${columns.map(() => '?')})`,
  )
  for (let index = 0; index < (name === 'request_events' ? events : odd.length); index++) {
    insert.run(
      ...columns.map((column, place) =>
        !isRequired.has(column.name) && (index + place) % 3 === 0 ? null : valueFor(name, column, index),
      ),
    )
  }
}

function valueFor(
  table: string,
  { name, kind }: Table['columns'][number],
  index: number,
): string | number | Uint8Array {
  const text = `${odd[index % odd.length]}${index}`
  switch (name) {
    case 'organization_id':
    case 'connection_id':
    case 'user_seq':
    case 'made_by_seq':
    case 'group_seq':
    case 'member_seq':
      return referred(name, index)
    case 'id':
      return kind === 'integer' ? 5 + index * 2 : idOf(table, index)
    case 'seq':
      return seqOf(index)
    case 'position':
      return table === 'memberships' ? 1 : 3 + index * 2
    case 'document':
      return JSON.stringify({
        userName: text,
        displayName: text,
        when: index % 2 ? '2026-11-30T23:00:00+01:00' : 'never',
      })
  }
  switch (kind) {
    case 'text':
      return text
    case 'flag':
      return index % 2
    case 'bytes':
      return new Uint8Array([0, 255, index])
    case 'integer':
      return 1_700_000_000_000 + index
  }
}

function referred(name: string, index: number): string | number {
  if (name === 'organization_id') return idOf('organizations', index)
  if (name === 'connection_id') return idOf('connections', index)
  return seqOf(index)
}

function idOf(table: string, index: number): string {
  return table === 'organizations' || table === 'connections'
    ? `${table} ${index % odd.length}`
    : `${odd[index % odd.length]}${index}`
}

const seqOf = (index: number) => 2 + index * 3
