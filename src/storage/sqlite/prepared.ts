import { type Placeholder, type SQL, sql } from 'drizzle-orm'

/** What is made at its first use and then kept: statements are prepared when they are needed, not when the database opens. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Keeps the values that were asked for last, at most so many. */
export function recent<T>(most: number): (key: string, make: () => T) => T {
  const kept = new Map<string, { readonly value: T }>()
  return (key, make) => {
    const entry = kept.get(key) ?? { value: make() }
    kept.delete(key)
    kept.set(key, entry)
    const oldest = kept.size > most ? kept.keys().next().value : undefined
    if (oldest !== undefined) kept.delete(oldest)
    return entry.value
  }
}

/** A placeholder for each name, under that name. */
export function placeholders<Name extends string>(...names: readonly Name[]): { [N in Name]: Placeholder<N> } {
  // Object.fromEntries forgets which name has which placeholder.
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as { [N in Name]: Placeholder<N> }
}

/** The same for the SET of an update, which takes expressions. Columns are given what the database itself holds. */
export function assignments<Name extends string>(...names: readonly Name[]): { [N in Name]: SQL } {
  // As above.
  return Object.fromEntries(names.map((name) => [name, sql`${sql.placeholder(name)}`])) as { [N in Name]: SQL }
}
