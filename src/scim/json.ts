export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
export type JsonObject = { readonly [name: string]: Json }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A member of an object, never one of Object's own: `constructor` and `__proto__` are names like any other. */
export function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** The object with a member set, or taken out where the value is undefined; undefined where nothing is left. */
export function withMember(object: JsonObject, name: string, value: Json | undefined): JsonObject | undefined {
  if (value !== undefined) return { ...object, [name]: value }
  const { [name]: _, ...others } = object
  return Object.keys(others).length > 0 ? others : undefined
}

/** Equality of JSON values; the order of an object's members means nothing, that of an array's elements does. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, index) => equal(element, b[index]))
  }
  if (!isObject(a) || !isObject(b)) return false
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && equal(a[name], b[name]))
  )
}

/** True when `value` has at least the members of `part`, each equal. */
export function covers(value: Json, part: Json): boolean {
  if (!isObject(value) || !isObject(part)) return equal(value, part)
  return Object.entries(part).every(([name, wanted]) => equal(own(value, name), wanted))
}

/** A member of a message, whatever the case of its name (RFC 7643 §2.1). */
export function member(object: JsonObject, name: string): Json | undefined {
  const found = Object.keys(object).find((key) => key.toLowerCase() === name.toLowerCase())
  return found === undefined ? undefined : object[found]
}
