import { type Placeholder, type SQL, sql } from 'drizzle-orm'

export { once, recent } from '../kept'

/**
 * The value of a name in a prepared statement. It stands behind a plus sign because SQLite would look at a bare one while
 * it plans a join, an order or a limit, and for that compile the statement anew at every run, which takes longer than
 * most runs.
 */
export function parameter(name: string): SQL {
  return sql`+${sql.placeholder(name)}`
}

/** The same for LIMIT and OFFSET. */
export function limit(name: string): Placeholder {
  // drizzle's types know bare placeholders only; it writes whatever it gets.
  return parameter(name) as unknown as Placeholder
}

/** A LIMIT that is always the same, written out for the same reason. */
export function fixed(count: number): Placeholder {
  // As above.
  return sql.raw(String(count)) as unknown as Placeholder
}

export const one = fixed(1)
