import type { Attribute } from './attribute'

/** Where a condition looks: JSON member names from the resource, or from the element inside `some`; [] is the element itself. */
export interface Target {
  readonly path: readonly string[]
  readonly attribute: Attribute
}

/**
 * A filter whose names were found in the schemas and whose values have the attribute's type: what both interpreters,
 * in memory (`holds`) and in SQL, execute. Its laws:
 * - `ne` is `not eq`, so it also holds where the attribute is unassigned; `eq null` is `not present`;
 * - an attribute with several values is always under `some`;
 * - a string without caseExact comes folded, a dateTime as milliseconds; order of text is by code point;
 * - a comparison with an unassigned attribute is false.
 */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'present'; readonly target: Target }
  | {
      readonly kind: 'compare'
      readonly target: Target
      readonly operator: Operator
      readonly value: string | number | boolean
    }
  | { readonly kind: 'some'; readonly target: Target; readonly condition: Condition }

export type Operator = 'eq' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'
