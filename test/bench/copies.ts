import { Database } from 'bun:sqlite'
import { closeSync, fdatasyncSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { countInserted } from '../../src/storage/sqlite/counting'
import type { Somebody } from './seed'

export interface Copier {
  /** Each becomes a copy of the original with the same index, or of the one that many originals before it. */
  add(people: readonly Somebody[]): void
  close(): void
}

/**
 * Adds people to a data directory that nobody has open, by copying in SQL the rows that the store has written of some: all the
 * same but for what tells one from another. Through the store a million people take several times as long.
 */
export function copier(dataDirectory: string, originals: readonly Somebody[]): Copier {
  const { db, close } = unguarded(dataDirectory)
  db.run(`create temp table originals (seq integer primary key, place integer, id text unique, number text)`)
  countInserted(db)
  const original = db.prepare('insert into originals select seq, ?, id, ? from users where id = ?')
  for (const [place, { id, number }] of originals.entries()) original.run(place, number, id)
  db.run('create temp table copies (seq integer primary key, place integer, id text, number text)')
  const copy = db.prepare('insert into copies values (?, ?, ?, ?)')
  const steps = tables(db).map((table) => copying(db, table))
  let seq = db.query<{ last: number }, []>('select max(seq) as last from users').get()?.last ?? 0
  return {
    add: db.transaction((people: readonly Somebody[]) => {
      db.run('delete from copies')
      for (const { id, index, number } of people) copy.run(++seq, index % originals.length, id, number)
      for (const step of steps) step.run()
    }),
    close,
  }
}

/** The database of a directory that nobody else has open, without what would save it from a crash until it is closed. */
export function unguarded(dataDirectory: string): { readonly db: Database; close(): void } {
  const path = join(dataDirectory, 'rollcall.db')
  const db = new Database(path)
  db.run('pragma journal_mode = off')
  db.run('pragma synchronous = off')
  db.run('pragma cache_size = -200000')
  return {
    db,
    close() {
      db.run('pragma journal_mode = wal')
      db.close()
      const file = openSync(path, 'r+')
      fdatasyncSync(file)
      closeSync(file)
    },
  }
}

/** A table with rows of people, and the column that says whose. */
interface Table {
  readonly name: string
  readonly key: string
}

function tables(db: Database): readonly Table[] {
  const found = db.query<Table, []>(
    `select t.name, c.name as key from sqlite_master t join pragma_table_info(t.name) c
      where t.type = 'table' and c.name = 'user_seq'`,
  )
  return [{ name: 'users', key: 'seq' }, ...found.all(), { name: 'changes', key: 'resource_id' }]
}

/** What copies the rows of a table from all originals to those in `copies`. */
function copying(db: Database, { name, key }: Table) {
  const own = key === 'resource_id' ? 'id' : 'seq'
  db.run(`create temp table original_${name} as select o.place, o.id as old_id, o.number as old_number, r.*
    from originals o join ${name} r on r.${key} = o.${own}`)
  db.run(`create index temp.original_${name}_by_place on original_${name} (place)`)
  const columns = db
    .query<{ name: string }, [string]>(`select name from pragma_table_info(?) where not (pk = 1 and name = 'id')`)
    .all(name)
    .map((column) => column.name)
  const values = columns.map((column) => {
    if (column === key) return `c.${own}`
    const telling = db.query(
      `select 1 from original_${name} where instr(${column}, old_id) > 0 or instr(${column}, old_number) > 0`,
    )
    return telling.get() ? `replace(replace(r.${column}, r.old_number, c.number), r.old_id, c.id)` : `r.${column}`
  })
  return db.prepare(`insert into ${name} (${columns}) select ${values}
    from copies c cross join original_${name} r where r.place = c.place order by c.seq`)
}
