import type { ResourceType } from './attribute'
import type { Target } from './condition'
import type { Leniency } from './leniency'
import { locate, subAttribute } from './places'
import { invalid } from './scim-error'

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
  const place = locate(type, name.trim(), leniency)
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
