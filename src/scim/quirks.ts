/**
 * What real identity providers send that the RFCs do not provide for, each as a named function that turns it into what
 * was meant and remarks on it. Nothing else in the code knows about them. Who sends what is said beside each.
 */
import type { Attribute } from './attribute'
import type { Filter } from './filter'
import { isObject, type Json, type JsonObject, member } from './json'
import type { Leniency } from './leniency'

// ---- values

/** `"active": "False"` (Entra without its feature flag), `"primary": "true"` (Saviynt, SailPoint). */
export function booleanFromText(value: Json, leniency: Leniency): Json {
  if (typeof value !== 'string' || !/^(?:true|false)$/i.test(value)) return value
  leniency.tolerate('booleanFromText')
  return value.toLowerCase() === 'true'
}

/** `"postalCode": 91608` (Okta's sample user). Of a number too large to be exact nobody knows what its digits were. */
export function textFromScalar(value: Json, leniency: Leniency): Json {
  if (typeof value !== 'number' && typeof value !== 'boolean') return value
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) return value
  leniency.tolerate('textFromScalar')
  return String(value)
}

/** `"level": "3"` for an integer or decimal attribute (everything is a string to Saviynt). */
export function numberFromText(value: Json, leniency: Leniency): Json {
  if (typeof value !== 'string' || !/^\s*-?\d+(?:\.\d+)?\s*$/.test(value)) return value
  leniency.tolerate('numberFromText')
  return Number(value)
}

/** `"title": ""` (OneLogin's empty macros; Entra clearing an attribute) means that there is no value. */
export function emptyText(value: Json, leniency: Leniency): boolean {
  if (value !== '') return false
  leniency.tolerate('emptyText')
  return true
}

/** `"displayName": ["Ann"]` (Keycloak's plugins put every value in an array; Entra sends a manager so). */
export function singleFromArray(value: Json, leniency: Leniency): Json {
  if (!Array.isArray(value) || value.length > 1) return value
  leniency.tolerate('singleFromArray')
  return value[0] ?? null
}

/** `"emails": {"value": "ann@example.com"}` (OneLogin). */
export function arrayFromSingle(value: Json, leniency: Leniency): readonly Json[] {
  if (Array.isArray(value)) return value
  leniency.tolerate('arrayFromSingle')
  return [value]
}

/** `"manager": "271"` (Entra), `"members": ["id1", "id2"]` (INDIGO IAM): the text is the sub-attribute `value`. */
export function complexFromText(attribute: Attribute, value: Json, leniency: Leniency): Json {
  const isText = typeof value === 'string' || typeof value === 'number'
  if (!isText || !attribute.subAttributes?.some((sub) => sub.name === 'value')) return value
  leniency.tolerate('complexFromText')
  return { value }
}

/** Several values marked as primary: the first one keeps the mark (RFC 7643 §2.4 allows one). */
export function onePrimary(elements: readonly Json[], leniency: Leniency): readonly Json[] {
  const first = elements.findIndex((element) => isObject(element) && element.primary === true)
  const others = elements.some((element, index) => index > first && isObject(element) && element.primary === true)
  if (!others) return elements
  leniency.tolerate('onePrimary')
  return elements.map((element, index) =>
    index > first && isObject(element) && element.primary === true ? { ...element, primary: false } : element,
  )
}

// ---- PATCH

/** `"op": "Replace"` (Entra), `"ADD"`. */
export function operationName(op: Json | undefined, leniency: Leniency): Json | undefined {
  if (typeof op !== 'string' || op === op.toLowerCase()) return op
  leniency.tolerate('operationName')
  return op.toLowerCase()
}

/** A message that does not say in `schemas`, by this URN, what it is (Entra and scimgateway leave it out of a PatchOp). */
export function missingSchemas(body: JsonObject, urn: string, leniency: Leniency): void {
  const schemas = member(body, 'schemas')
  const isNamed = (Array.isArray(schemas) ? schemas : [schemas]).some(
    (named) => typeof named === 'string' && named.toLowerCase() === urn.toLowerCase(),
  )
  if (!isNamed) leniency.tolerate('missingSchemas')
}

/** A PatchOp with nothing to do (Microsoft's validator). */
export function emptyOperations(operations: readonly Json[], leniency: Leniency): void {
  if (operations.length === 0) leniency.tolerate('emptyOperations')
}

/** `{"op": "replace", "value": {"active": false}}` (Okta): the members of the value are paths. */
export function pathless(value: JsonObject, leniency: Leniency): readonly (readonly [path: string, value: Json])[] {
  leniency.tolerate('pathless')
  return Object.entries(value)
}

/**
 * `{"op": "remove", "path": "members", "value": [{"value": "id"}]}` (Entra, JumpCloud, authentik, ssosync …) removes those
 * listed. RFC 7644 §3.5.2.2 read to the letter ignores the value and removes everybody, which nobody means.
 */
export function listedRemoval(value: Json | undefined, leniency: Leniency): Json | undefined {
  if (value === undefined || value === null) return undefined
  leniency.tolerate('listedRemoval')
  return value
}

/** `"path": "members", "value": {"members": [..]}` (Salesforce): the value names the attribute again. */
export function repeatedName(attribute: Attribute, value: Json, leniency: Leniency): Json {
  if (!isObject(value)) return value
  const [name, ...others] = Object.keys(value)
  if (name === undefined || others.length > 0 || name.toLowerCase() !== attribute.name.toLowerCase()) return value
  if (attribute.subAttributes?.some((sub) => sub.name === attribute.name)) return value
  leniency.tolerate('repeatedName')
  return value[name] ?? null
}

/**
 * `replace emails[type eq "work"].value` where there is no work address (Entra): the element that the filter describes,
 * if it is a conjunction of `eq`. Undefined where no element can be made of it; then the answer is 400 noTarget.
 */
export function describedElement(filter: Filter): Readonly<Record<string, Json>> | undefined {
  if (filter.kind === 'compare')
    return filter.operator === 'eq' && filter.value !== null ? { [filter.path]: filter.value } : undefined
  if (filter.kind !== 'and') return undefined
  const parts = filter.filters.map(describedElement)
  if (parts.includes(undefined)) return undefined
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part ?? {})))
}

// ---- filters

/** `roles[primary eq "True"]` (Entra): a boolean in quotes. */
export function quotedBoolean(value: Json, leniency: Leniency): Json {
  if (typeof value !== 'string' || !/^(?:true|false)$/i.test(value)) return value
  leniency.tolerate('quotedBoolean')
  return value.toLowerCase() === 'true'
}

/** `userName eq bjensen` (WSO2's suite, Entra's documentation): a word without quotes is text. */
export function bareWord(word: string, leniency: Leniency): string {
  leniency.tolerate('bareWord')
  return word
}

/** `manager eq "id"` (Entra): a complex attribute is compared by its `value`, as RFC 7644 §3.4.2.2 does with several values. */
export function bareComplex(attribute: Attribute, leniency: Leniency): Attribute | undefined {
  const value = attribute.subAttributes?.find((sub) => sub.name === 'value')
  if (value && !attribute.multiValued) leniency.tolerate('bareComplex')
  return value
}

/** `emails[type eq "work"].value eq "x"` (Entra). */
export function comparisonBehindValuePath(leniency: Leniency): void {
  leniency.tolerate('comparisonBehindValuePath')
}

// ---- names

/** Ways of naming an attribute that the RFC does not have; the index of names knows which is which. */
export type NameQuirk =
  /** `manager` for the enterprise extension's manager (Entra). */
  | 'bareExtensionAttribute'
  /** `urn:…:User.manager` (Entra's inbound connectors). */
  | 'dotBehindUrn'

/** `{"name.givenName": "Ann"}` (Entra's feature flag) in a body: a path as a member's name. */
export function dottedKey(leniency: Leniency): void {
  leniency.tolerate('dottedKey')
}

/** `{"urn:…:core:2.0:User": {"userName": …}}` (scimverify): the core schema's attributes under its URN. */
export function nestedCoreSchema(leniency: Leniency): void {
  leniency.tolerate('nestedCoreSchema')
}

// ---- requests

/** `Authorization: <token>` (Okta's header mode) for `Bearer <token>`; Basic carries the token as the password. */
export function credential(authorization: string): { readonly token: string; readonly quirk?: 'bareToken' } {
  const [, scheme = '', rest = ''] = /^(\S+)\s+(.+)$/.exec(authorization.trim()) ?? []
  if (/^bearer$/i.test(scheme)) return { token: rest }
  if (/^basic$/i.test(scheme)) {
    const decoded = Buffer.from(rest, 'base64').toString('utf8')
    return { token: decoded.slice(decoded.indexOf(':') + 1) }
  }
  return { token: authorization.trim(), quirk: 'bareToken' }
}

/** `startindex=0` (Entra's inbound sync): a parameter in another case. */
export function parameterCase(name: string, wanted: string, leniency: Leniency): boolean {
  if (name === wanted) return true
  if (name.toLowerCase() !== wanted.toLowerCase()) return false
  leniency.tolerate('parameterCase')
  return true
}
