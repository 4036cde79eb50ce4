import { type SQL, sql } from 'drizzle-orm'
import type { LayoutOf, LocationOf } from '../layout'

export type Layout = LayoutOf<JsonPlace>
export type Location = LocationOf<JsonPlace>

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
