import type { SQL } from 'drizzle-orm'
import type { LayoutOf, LocationOf } from '../layout'
import { descend, type JsonPath } from './json-path'

export type Layout = LayoutOf<JsonPlace>
export type Location = LocationOf<JsonPlace>

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
