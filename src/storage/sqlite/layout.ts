import type { SQL } from 'drizzle-orm'
import type { Lookups } from '../lookups'
import { descend, type JsonPath } from './json-path'

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

/** A place in a document, or in one element of an array in it. */
export interface JsonPlace {
  readonly document: SQL
  /** The same document with every string folded, but ASCII. */
  readonly folded: SQL
  /** Whether `folded` is the document itself, as all its text is ASCII. */
  readonly isAscii: SQL
  readonly path: JsonPath
  /** The row of json_each whose value the document is. */
  readonly row?: SQL
}

/** The layout of a place inside a document. */
export function jsonLayout(place: JsonPlace): Layout {
  return {
    locate: (names) => ({ kind: 'json', ...place, path: descend(place.path, names) }),
    lookups: [],
  }
}
