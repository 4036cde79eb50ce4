import { isObject, type JsonObject } from '../scim/json'

/** What a resource should have come back with. An `undefined` member must be absent. */
export type Expected = { readonly [name: string]: unknown }

/** A clause on the first attribute that did not come back as expected; further attributes are welcome. */
export function difference(expected: Expected, actual: JsonObject, path = ''): string | undefined {
  for (const [name, value] of Object.entries(expected)) {
    const found = compare(value, actual[name], path === '' ? name : `${path}.${name}`)
    if (found !== undefined) return found
  }
  return undefined
}

/** A server's value as JSON, cut short. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

function compare(expected: unknown, actual: unknown, path: string): string | undefined {
  if (expected === undefined) return isAbsent(actual) ? undefined : `${path} is still ${quote(actual)}`
  if (Array.isArray(expected)) {
    const elements = Array.isArray(actual) ? actual : []
    const missing = expected.find((wanted) => !elements.some((element) => compare(wanted, element, path) === undefined))
    return missing === undefined ? undefined : `${path} came back as ${quote(actual)}, without ${quote(missing)}`
  }
  if (isObject(expected) && isObject(actual)) return difference(expected, actual, path)
  if (same(expected, actual, path)) return undefined
  return `${path} came back as ${quote(actual)}, not ${quote(expected)}`
}

/** A userName means the same in any case (RFC 7643 §4.1.1), to the providers as well. */
function same(expected: unknown, actual: unknown, path: string): boolean {
  if (path !== 'userName' || typeof expected !== 'string' || typeof actual !== 'string') return expected === actual
  return expected.toLowerCase() === actual.toLowerCase()
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}
