import type { ResourceType } from './attribute'
import type { Target } from './condition'
import { comparable } from './holds'
import { isObject, type Json, own } from './json'
import type { Leniency } from './leniency'
import { locate, subAttribute } from './places'
import { invalid, refusedAs } from './scim-error'
import { compareText } from './text'

/** An order of resources; a multi-valued attribute is sorted by its primary value, else its first (RFC 7644 §3.4.2.3). */
export interface Sort {
  readonly by: Target
  readonly order: 'ascending' | 'descending'
}

/** Reads `sortBy` and `sortOrder`. Errors: 400 invalidValue. */
export function sortBy(
  type: ResourceType,
  name: string | undefined,
  order: string | undefined,
  leniency: Leniency,
): Sort | undefined {
  if (!name?.trim()) return undefined
  const direction = order?.trim().toLowerCase() || 'ascending'
  if (direction !== 'ascending' && direction !== 'descending')
    throw invalid('invalidValue', 'sortOrder must be "ascending" or "descending".')
  const place = refusedAs('invalidValue', () => locate(type, name.trim(), leniency))
  // An order tells what is never returned, one guess at a time.
  if (place?.kind !== 'attribute' || [place.attribute, place.subAttribute].some((each) => each?.returned === 'never'))
    throw invalid('invalidValue', `sortBy names ${name}, which ${type.name} does not have.`)
  const { attribute, extension } = place
  const sub = place.subAttribute ?? (attribute.type === 'complex' ? subAttribute(attribute, 'value') : undefined)
  if (attribute.type === 'complex' && !sub)
    throw invalid('invalidValue', `sortBy names ${name}, which has several parts; name one of them.`)
  const path = [...(extension ? [extension] : []), attribute.name, ...(sub ? [sub.name] : [])]
  return { by: { path, attribute: sub ?? attribute }, order: direction }
}

/** What a resource is sorted by, in the form in which it is compared, booleans as 0 and 1; undefined where that is unassigned. */
export function sortKey(resource: Json, { path, attribute }: Target): string | number | undefined {
  let value: Json | undefined = resource
  for (const name of path) {
    const parent = preferred(value)
    value = isObject(parent) ? own(parent, name) : undefined
  }
  const key = comparable(preferred(value), attribute)
  if (typeof key === 'boolean') return Number(key)
  return typeof key === 'number' || (typeof key === 'string' && key !== '') ? key : undefined
}

/** The ascending order of what `sortKey` gives: what is unassigned comes last. */
export function compareSortKeys(a: string | number | undefined, b: string | number | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  return typeof a === 'string' || typeof b === 'string' ? compareText(String(a), String(b)) : a - b
}

/** Of several values the primary one, else the first. */
function preferred(value: Json | undefined): Json | undefined {
  if (!Array.isArray(value)) return value
  return value.find((element) => isObject(element) && element.primary === true) ?? value[0]
}
