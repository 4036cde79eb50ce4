import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { SQL } from 'bun'
import { is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { eventParts } from '../../src/storage/postgres/event-parts'
import { migrate, newest } from '../../src/storage/postgres/migrations'
import * as tables from '../../src/storage/postgres/tables'
import { type PostgresServer, startPostgres } from '../support/postgres'

setDefaultTimeout(60_000)

let server: PostgresServer
let sql: SQL

beforeAll(async () => {
  server = await startPostgres()
  sql = new SQL(await server.createDatabase(), { max: 4 })
  await migrate(sql)
})

afterAll(async () => {
  await sql.close()
  await server.stop()
})

const described = Object.values(tables)
  .filter((table) => is(table, PgTable))
  .map(getTableConfig)

/** What is there for the engine alone. */
const others = ['schema_version', 'turn']

const rows = async (text: string, values: readonly unknown[] = []): Promise<readonly (readonly unknown[])[]> =>
  await sql.unsafe(text, [...values]).values()

const columnsOf = (table: string) =>
  rows(
    `select a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        coalesce(a.attnum = any (i.indkey), false), a.attgenerated <> '' or a.attidentity <> ''
      from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
      where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [table],
  )

describe('the schema of PostgreSQL', () => {
  test.each(described.map((config) => [config.name, config] as const))(
    '%s has the columns drizzle thinks it has',
    async (name, config) => {
      const primary = config.primaryKeys[0]?.columns.map((column) => column.name) ?? []
      const expected = config.columns.map((column) => [
        column.name,
        column.getSQLType(),
        column.notNull || column.primary,
        column.primary || primary.includes(column.name),
        column.generated !== undefined || column.generatedIdentity !== undefined,
      ])
      expect((await columnsOf(name)).map((row) => [...row])).toEqual(expected)
    },
  )

  test('has no table that drizzle does not know', async () => {
    const names = await rows(
      "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition",
    )
    expect(names.flat().map(String).toSorted()).toEqual([...described.map(({ name }) => name), ...others].toSorted())
  })

  test('compares every text by code point', async () => {
    const found =
      await rows(`select a.attrelid::regclass::text, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
      join pg_collation l on l.oid = a.attcollation
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and l.collname <> 'C'`)
    expect(found.map((row) => row.join('.'))).toEqual([])
  })

  test('gives a part of the log that is made later what the first has', async () => {
    await eventParts(sql)(Date.now())
    const indexesOf = (table: string) =>
      rows(
        `select pg_get_expr(indexprs, indrelid), pg_get_expr(indpred, indrelid), indisunique, indkey::text
          from pg_index where indrelid = $1::regclass order by 1, 2, 3, 4`,
        [table],
      )
    expect(await indexesOf('request_events_1')).toEqual(await indexesOf('request_events_0'))
    expect((await columnsOf('request_events_1')).map(String)).toEqual((await columnsOf('request_events_0')).map(String))
  })

  test('is brought to the newest version once, however many begin', async () => {
    await Promise.all([migrate(sql), migrate(sql), migrate(sql)])
    const versions = await rows('select version from schema_version')
    expect(versions.flat()).toEqual(Array.from({ length: newest }, (_, index) => index + 1))
  })
})
