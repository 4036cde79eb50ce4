import type { Database } from 'bun:sqlite'
import { countInserted } from '../sqlite/counting'
import { migrate, newest, versionOf } from '../sqlite/migrations'
import { unfinishedMove } from '../unfinished-move'
import { CannotMove } from './cannot-move'
import { type Column, derived, inBoth, type Table } from './plan'
import type { Progress, SqlitePlace, Target, Value } from './side'
import { holding, progressIn } from './sqlite-file'
import { sourceOn } from './sqlite-source'

/** A data directory to write to, which is made where it is missing. Errors: CannotMove, ForeignFile, NewerDatabase. */
export async function sqliteTarget({ name: directory }: SqlitePlace): Promise<Target> {
  return holding(directory, (client) => {
    const version = versionOf(client)
    if (version > 0 && version < newest)
      throw new CannotMove(`${directory} is not empty: an older version of Rollcall left it. Nothing was changed.`)
    client.run('pragma journal_mode = wal')
    client.run('pragma synchronous = normal')
    client.run('pragma foreign_keys = on')
    migrate(client)
    countInserted(client)
    return targetOn(client, directory)
  })
}

function targetOn(client: Database, directory: string): Target {
  const together = client.transaction((act: () => void) => act()).immediate
  const note = (progress: Progress) => {
    client.run(`update ${unfinishedMove} set state = ?`, [JSON.stringify(progress)])
  }
  return {
    ...sourceOn(client, directory),
    progress: async () => progressIn(client),
    note: async (progress) => note(progress),
    async begin(_, progress) {
      together(() => {
        for (const { name } of inBoth.toReversed()) client.run(`delete from "${name}"`)
        for (const name of [...derived, 'sqlite_sequence']) client.run(`delete from "${name}"`)
        client.run(`create table if not exists ${unfinishedMove} (id integer primary key, state text not null) strict`)
        client.run(`insert or ignore into ${unfinishedMove} values (1, '')`)
        note(progress)
      })
    },
    async write(table, rows, progress) {
      const insert = client.query<never, Bindable[]>(insertion(table))
      together(() => {
        for (const row of rows) insert.run(...row.map((value, index) => bindable(value, table.columns[index])))
        note(progress)
      })
    },
    async continueFrom({ name }, highest) {
      const [row] = client.query('select sql from sqlite_schema where name = ?').values(name)
      // The rows of others get the greatest number that is there, and one.
      if (!/autoincrement/i.test(String(row?.[0]))) return
      together(() => {
        client.run('delete from sqlite_sequence where name = ?', [name])
        client.run('insert into sqlite_sequence (name, seq) values (?, ?)', [name, highest])
      })
    },
    async finish() {
      client.run(`drop table ${unfinishedMove}`)
      client.run('pragma wal_checkpoint(truncate)')
    },
  }
}

type Bindable = Value | Uint8Array

function insertion({ name, columns }: Table): string {
  return `insert into "${name}" (${columns.map((column) => `"${column.name}"`)}) values (${columns.map(() => '?')})`
}

function bindable(value: Value, column: Column | undefined): Bindable {
  return column?.kind === 'bytes' && typeof value === 'string' ? Buffer.from(value, 'hex') : value
}
