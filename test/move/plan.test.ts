import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { SQL } from 'bun'
import { carried, derived, inBoth, own } from '../../src/storage/move/plan'
import { migrate as migratePostgres } from '../../src/storage/postgres/migrations'
import { migrate } from '../../src/storage/sqlite/migrations'
import { type PostgresServer, startPostgres } from '../support/postgres'
import { tablesOfDatabase } from './furniture'

let server: PostgresServer
let sql: SQL
const sqlite = new Database(':memory:')

beforeAll(async () => {
  server = await startPostgres()
  sql = new SQL(await server.createDatabase(), { max: 2 })
  await migratePostgres(sql)
  migrate(sqlite)
}, 60_000)

afterAll(async () => {
  await sql.close()
  await server.stop()
})

const firsts = (rows: readonly (readonly unknown[])[]) => rows.map(([first]) => String(first)).sort()
const names = (tables: readonly { readonly name: string }[]) => tables.map(({ name }) => name)

/** Columns whose values are stored, and not made of others by the database. */
const columnsIn = {
  sqlite: async (table: string) =>
    firsts(sqlite.query(`select name from pragma_table_xinfo('${table}') where hidden = 0`).values()),
  postgres: async (table: string) =>
    firsts(
      await sql
        .unsafe(
          "select attname from pg_attribute where attrelid = $1::text::regclass and attnum > 0 and attgenerated = ''",
          [table],
        )
        .values(),
    ),
}

describe('nothing is left out', () => {
  test('every table of SQLite is carried, or follows from what is', () => {
    const tables = firsts(
      sqlite.query("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'").values(),
    )
    expect(tables).toEqual([...names(inBoth), ...derived].sort())
  })

  test('every table of PostgreSQL is carried, or follows from what is, or is about itself', async () => {
    const tables = firsts(await sql.unsafe(tablesOfDatabase).values())
    expect(tables).toEqual([...names(carried), ...derived, ...own].sort())
  })

  test.each(inBoth.map((table) => [table.name, table] as const))(
    'every column of %s is carried',
    async (name, table) => {
      const columns = names(table.columns).sort()
      expect(await columnsIn.sqlite(name)).toEqual(columns)
      expect(await columnsIn.postgres(name)).toEqual([...columns, ...names(table.computed)].sort())
    },
  )

  test('the numbers that PostgreSQL gives out are those that are gone on with', async () => {
    const sequences = firsts(
      await sql
        .unsafe("select relname from pg_class where relkind = 'S' and relnamespace = current_schema()::regnamespace")
        .values(),
    )
    const known = carried.flatMap(({ name, numbered, sequence }) =>
      numbered ? [sequence ?? `${name}_${numbered}_seq`] : [],
    )
    expect(sequences).toEqual(known.sort())
  })
})
