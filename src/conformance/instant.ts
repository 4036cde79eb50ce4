import { isObject, type Json, type JsonObject } from '../scim/json'

const dateTime = /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/

/** Whether this is an xsd:dateTime (RFC 7643 §2.3.5). */
export function isInstant(value: Json | undefined): value is string {
  return typeof value === 'string' && dateTime.test(value) && !Number.isNaN(Date.parse(value))
}

/** Milliseconds since 1970, NaN where there is no such time. */
export function metaTime({ meta }: JsonObject, name: 'created' | 'lastModified'): number {
  const value = isObject(meta) ? meta[name] : undefined
  return isInstant(value) ? Date.parse(value) : Number.NaN
}

export function versionOf({ meta }: JsonObject): string | undefined {
  const value = isObject(meta) ? meta.version : undefined
  return typeof value === 'string' ? value : undefined
}
