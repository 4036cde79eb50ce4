import { isObject, type JsonObject, own } from '../scim/json'

/** What a resource should hold. A member that is `undefined` must be unassigned; others than those named are welcome. */
export type Expected = { readonly [name: string]: unknown }

/** A clause on the first member that is not as expected, or undefined. */
export function difference(expected: Expected, actual: JsonObject, path = ''): string | undefined {
  for (const [name, value] of Object.entries(expected)) {
    const found = compare(value, own(actual, name), path === '' ? name : `${path}.${name}`)
    if (found !== undefined) return found
  }
  return undefined
}

/** A server's value as JSON, cut short. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

/** Null, an empty array and nothing at all are one state (RFC 7643 §2.5). */
export function isUnassigned(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}

function compare(expected: unknown, actual: unknown, path: string): string | undefined {
  if (expected === undefined)
    return isUnassigned(actual) ? undefined : `${path} is ${quote(actual)}, where nothing should be`
  if (Array.isArray(expected)) return compareElements(expected, actual, path)
  if (isObject(expected) && isObject(actual)) return difference(expected, actual, path)
  return expected === actual ? undefined : `${path} is ${quote(actual)}, not ${quote(expected)}`
}

/** As many elements as expected, in any order (RFC 7643 §2.4 gives it no meaning). */
function compareElements(expected: readonly unknown[], actual: unknown, path: string): string | undefined {
  if (expected.length === 0)
    return isUnassigned(actual) ? undefined : `${path} is ${quote(actual)}, where nothing should be`
  const elements = Array.isArray(actual) ? actual : []
  const missing = expected.find((wanted) => !elements.some((element) => compare(wanted, element, path) === undefined))
  if (missing !== undefined) return `${path} is ${quote(actual)}, without ${quote(missing)}`
  if (elements.length === expected.length) return undefined
  return `${path} has ${elements.length} values, not ${expected.length}: ${quote(actual)}`
}
