import type { Condition } from './condition'
import { type JsonObject, own } from './json'
import type { Operation } from './patch'
import { homeOf } from './places'
import { invalid } from './scim-error'

/** Everybody waits while a patch is applied; what clients send comes to some thousands. */
const mostComparisons = 2_000_000

/** Adds up how many values operations look through, each in the document as it then is. Errors: 400 tooMany. */
export function meter(): (operation: Operation, document: JsonObject) => void {
  let comparisons = 0
  return (operation, document) => {
    comparisons += comparisonsOf(operation, document)
    if (comparisons > mostComparisons)
      throw invalid('tooMany', 'The operations look through too many values; split them into several requests.')
  }
}

/** Each of the elements there are is compared with each part of the filter, or with each that is given. */
function comparisonsOf({ place, condition, value }: Operation, document: JsonObject): number {
  if (!place.attribute.multiValued) return 1
  const elements = own(homeOf(document, place), place.attribute.name)
  const given = Array.isArray(value) ? value.length : 1
  return (Array.isArray(elements) ? elements.length : 1) * (condition ? sizeOf(condition) : Math.max(1, given))
}

function sizeOf(condition: Condition): number {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.conditions.reduce((sum, part) => sum + sizeOf(part), 0)
    case 'not':
    case 'some':
      return sizeOf(condition.condition)
    default:
      return 1
  }
}
