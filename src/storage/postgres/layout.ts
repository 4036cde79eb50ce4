import { type SQL, sql } from 'drizzle-orm'
import type { Lookups } from '../lookups'

/** How the attributes of one kind of resource, or of an element of it, are laid out in the tables. */
export interface Layout extends Lookups {
  locate(path: readonly string[]): Location
}

export type Location =
  /** An expression that is of the type, in the form in which the attribute is compared, or NULL. */
  | { readonly kind: 'value'; readonly type: 'string' | 'number' | 'boolean'; readonly sql: SQL }
  /** A URL of which only the end is known here: `/Users/{id}`. The base has several names. */
  | { readonly kind: 'url'; readonly end: SQL }
  /** A complex attribute that always has, or never has, a value. */
  | { readonly kind: 'assigned' | 'unassigned' }
  /**
   * An attribute whose elements are rows; `rows` is everything behind FROM, up to a WHERE that is open for more. `key` is
   * what the lookups of an element select.
   */
  | { readonly kind: 'rows'; readonly rows: SQL; readonly order: SQL; readonly element: Layout; readonly key?: SQL }
  | ({ readonly kind: 'json' } & JsonPlace)

/** A value in a document, as jsonb; NULL where there is none. */
export interface JsonPlace {
  readonly exact: SQL
  /** The same with every string folded, but ASCII. */
  readonly folded: SQL
  /** The same with every string that is a dateTime as a number. */
  readonly instants: SQL
}

/** The layout of what is inside a value. */
export function jsonLayout(place: JsonPlace): Layout {
  return { locate: (names) => ({ kind: 'json', ...descend(place, names) }), lookups: [] }
}

export function descend(place: JsonPlace, names: readonly string[]): JsonPlace {
  if (names.length === 0) return place
  const path = sql`array[${sql.join(
    names.map((name) => sql`${name}::text`),
    sql`, `,
  )}]`
  return inEach(place, (value) => sql`(${value} #> ${path})`)
}

/** The same step, taken in all three forms of a document. */
export function inEach({ exact, folded, instants }: JsonPlace, step: (value: SQL) => SQL): JsonPlace {
  return { exact: step(exact), folded: step(folded), instants: step(instants) }
}
