import type { SQL } from 'drizzle-orm'
import type { Lookups } from './lookups'

/** How the attributes of one kind of resource, or of an element of it, are laid out in the tables; `Place` is a place in a document. */
export interface LayoutOf<Place> extends Lookups {
  locate(path: readonly string[]): LocationOf<Place>
}

export type LocationOf<Place> =
  | ColumnLocation
  /**
   * An attribute whose elements are rows; `rows` is everything behind FROM, up to a WHERE that is open for more. `key` is
   * what the lookups of an element select.
   */
  | {
      readonly kind: 'rows'
      readonly rows: SQL
      readonly order: SQL
      readonly element: LayoutOf<Place>
      readonly key?: SQL
    }
  | ({ readonly kind: 'json' } & Place)

export type ColumnLocation =
  /** An expression that is of the type, in the form in which the attribute is compared, or NULL. */
  | { readonly kind: 'value'; readonly type: 'string' | 'number' | 'boolean'; readonly sql: SQL }
  /** A URL of which only the end is known here: `/Users/{id}`. The base has several names. */
  | { readonly kind: 'url'; readonly end: SQL }
  /** A complex attribute that always has, or never has, a value. */
  | { readonly kind: 'assigned' | 'unassigned' }
