import { type Column, DrizzleQueryError, fillPlaceholders, type Placeholder, type SQL, sql } from 'drizzle-orm'
import { PgDialect, type PgTable } from 'drizzle-orm/pg-core'
import { once } from '../kept'
import type { Db } from './connection'

export { once, recent } from '../kept'

type Values = Readonly<Record<string, unknown>>

/** A statement that is built at its first use; its values are given by the names of its placeholders. */
export interface Statement<Row> {
  all(values?: Values): Promise<readonly Row[]>
  /** The first row. */
  get(values?: Values): Promise<Row | undefined>
  run(values?: Values): Promise<void>
  /** The same statement, its rows as something else. */
  map<Other>(of: (row: Row) => Other): Statement<Other>
}

interface Query<Rows> {
  prepare(name: string): { execute(values?: Record<string, unknown>): Promise<Rows> }
}

export function statement<Row>(make: () => Query<readonly Row[]>): Statement<Row> {
  const prepared = once(() => make().prepare(''))
  return running((values) => prepared().execute(values).catch(bare))
}

/** drizzle wraps what the database says in a sentence that has all values in it, which must not come into a log. */
function bare(error: unknown): never {
  throw error instanceof DrizzleQueryError ? error.cause : error
}

function running<Row>(execute: (values: Record<string, unknown>) => Promise<readonly Row[]>): Statement<Row> {
  const all = (values: Values = {}) => execute({ ...values })
  return {
    all,
    get: async (values) => (await all(values))[0],
    async run(values) {
      await all(values)
    },
    map: (of) => running(async (values) => (await execute(values)).map(of)),
  }
}

/** A SELECT that, in a unit, locks the rows of a table which it finds, so that they stay as they are until the unit ends. */
export function held<Query extends Lockable>(db: Db, query: Query, table?: PgTable): Query {
  if (!db.isUnit) return query
  // What `for` returns is the query itself.
  return query.for('no key update', table ? { of: table } : {}) as Query
}

interface Lockable {
  for(strength: 'no key update', config?: { of?: PgTable }): unknown
}

/** The same of a text that drizzle's builders cannot say. */
export function command(db: Db, make: () => SQL): (values: Values) => Promise<readonly (readonly unknown[])[]> {
  const query = once(() => new PgDialect().sqlToQuery(make()))
  return (values) => {
    const { sql, params } = query()
    return db.rows(sql, fillPlaceholders(params, { ...values }))
  }
}

/** The value of a name, where PostgreSQL sees by itself of which type it must be. */
export function parameter(name: string): SQL {
  return sql`${sql.placeholder(name)}`
}

/** The value of a name as one of a type. */
export function typed(name: string, type: 'text' | 'bigint' | 'float8' | 'boolean' | 'text[]' | 'bigint[]'): SQL {
  return sql`${sql.placeholder(name)}::${sql.raw(type)}`
}

/** That a text is the one wanted, by an index of what is short of it. */
export function alike(text: Column | SQL, value: SQL): SQL {
  return sql`(short(${text}) = short(${value}) and ${text} = ${value})`
}

/**
 * That a column has a value, where the rows are wanted in their order. PostgreSQL plans for any value; where a few values
 * have almost all rows it would go through all in that order rather than along the index of the column, and never end for
 * a value that nothing has. It takes a range for small, and the index answers both at once.
 */
export function among(column: Column | SQL, value: SQL): SQL {
  return sql`${column} = ${value} and ${column} between ${value} and ${value}`
}

/** For LIMIT and OFFSET. */
export function limit(name: string): Placeholder {
  return sql.placeholder(name)
}
