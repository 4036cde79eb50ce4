import { Database } from 'bun:sqlite'
import { describe, expect, test } from 'bun:test'
import { is } from 'drizzle-orm'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { migrate, newest, versionOf } from '../../src/storage/sqlite/migrations'
import first from '../../src/storage/sqlite/migrations/0001-directory.sql' with { type: 'text' }
import * as tables from '../../src/storage/sqlite/tables'

interface Column {
  readonly name: string
  readonly type: string
  readonly notnull: number
  readonly pk: number
  readonly hidden: number
}

function migrated(): Database {
  const client = new Database(':memory:')
  migrate(client)
  return client
}

const described = Object.values(tables)
  .filter((table) => is(table, SQLiteTable))
  .map(getTableConfig)

describe('the schema', () => {
  test.each(described.map((config) => [config.name, config] as const))(
    '%s has the columns drizzle thinks it has',
    (name, config) => {
      const primary = config.primaryKeys[0]?.columns.map((column) => column.name) ?? []
      const expected = config.columns.map((column) => ({
        name: column.name,
        type: column.getSQLType().toUpperCase(),
        isRequired: column.notNull,
        isPrimary: column.primary || primary.includes(column.name),
        isGenerated: column.generated !== undefined,
      }))
      const actual = migrated()
        .query<Column, []>(`pragma table_xinfo(${name})`)
        .all()
        .map((column) => ({
          name: column.name,
          type: column.type,
          isRequired: column.notnull === 1,
          isPrimary: column.pk > 0,
          isGenerated: column.hidden > 0,
        }))
      expect(actual).toEqual(expected)
    },
  )

  test('has no table that drizzle does not know', () => {
    const names = migrated()
      .query<{ name: string }, []>(
        "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name",
      )
      .all()
      .map(({ name }) => name)
    expect(names).toEqual(described.map(({ name }) => name).toSorted())
  })

  test('counts nobody twice who is inserted after it was of the first version', () => {
    const client = new Database(':memory:')
    client.run(first)
    client.run('pragma user_version = 1')
    expect(migrate(client)).toBe(1)
    const schema = (of: Database) => of.query('select type, name, sql from sqlite_schema order by name').values()
    expect(schema(client)).toEqual(schema(migrated()))
    expect(JSON.stringify(schema(client))).not.toContain('after insert on users')
  })

  test('is brought to the newest version once', () => {
    const client = new Database(':memory:')
    expect(migrate(client)).toBe(0)
    expect(versionOf(client)).toBe(newest)
    expect(migrate(client)).toBe(newest)
    expect(client.query('pragma integrity_check').values()).toEqual([['ok']])
  })
})
