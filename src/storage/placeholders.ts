import { type Placeholder, type SQL, sql } from 'drizzle-orm'

/** Placeholders for the values of an insert, each under the name of its column. */
export function placeholders<Name extends string>(...names: readonly Name[]): { [N in Name]: Placeholder<N> } {
  // Object.fromEntries forgets which name has which placeholder.
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as { [N in Name]: Placeholder<N> }
}

/** The same for the SET of an update, which takes expressions; values must be what the database itself holds. */
export function assignments<Name extends string>(...names: readonly Name[]): { [N in Name]: SQL } {
  // As above.
  return Object.fromEntries(names.map((name) => [name, sql`${sql.placeholder(name)}`])) as { [N in Name]: SQL }
}
