import type { Attribute, ResourceType } from './attribute'
import { isObject, type Json, type JsonObject, own } from './json'
import type { Leniency } from './leniency'
import { describe, isCommon, isReadOnly, locate, type Place, type SchemaPlace, subAttribute } from './places'
import {
  arrayFromSingle,
  booleanFromText,
  complexFromText,
  dottedKey,
  emptyText,
  missingSchemas,
  nestedCoreSchema,
  numberFromText,
  onePrimary,
  singleFromArray,
  textFromScalar,
} from './quirks'
import { validate } from './resource-schema'
import { invalid } from './scim-error'

/** A resource as a client sent it, in canonical form: the schemas' own names and types, nothing unassigned, nothing readOnly. */
export interface Draft {
  readonly resource: JsonObject
  readonly password?: string
}

/**
 * Reads the body of a POST or PUT (RFC 7644 §3.3, §3.5.1). readOnly and unknown attributes are left out, the latter
 * remarked on as ignored. Errors: 400 invalidSyntax where the body is no object, 400 invalidValue where a value has the
 * wrong type or a required attribute is missing.
 */
export function accept(type: ResourceType, body: Json, leniency: Leniency): Draft {
  if (!isObject(body)) throw invalid('invalidSyntax', `The body must be a JSON object that describes a ${type.name}.`)
  missingSchemas(body, type.schema.id, leniency)
  const collected = new Map<Place, Json>()
  collect(type, body, '', collected, leniency)
  let resource: JsonObject = {}
  let password: string | undefined
  for (const [place, value] of collected) {
    if (isCommon(place, 'password')) password = readPassword(value)
    else resource = assign(resource, place, value)
  }
  const accepted = withSchemas(type, resource)
  validate(type, accepted)
  return { resource: accepted, ...(password !== undefined && { password }) }
}

function collect(
  type: ResourceType,
  input: JsonObject,
  prefix: string,
  into: Map<Place, Json>,
  leniency: Leniency,
): void {
  for (const [key, value] of Object.entries(input)) {
    const place = locate(type, prefix + key, leniency)
    if (!place) leniency.unknown(prefix + key, value)
    else if (place.kind === 'schema') collectSchema(type, place, value, into, leniency)
    else if (isReadOnly(place)) remarkOnReadOnly(place, value, leniency)
    else if (isCommon(place, 'schemas')) remarkOnSchemas(type, value, leniency)
    else {
      if (place.subAttribute) dottedKey(leniency)
      const read = readValue(place, value, leniency)
      if (read !== undefined) into.set(place, read)
    }
  }
}

function collectSchema(
  type: ResourceType,
  { schema, core }: SchemaPlace,
  value: Json,
  into: Map<Place, Json>,
  leniency: Leniency,
): void {
  if (core) nestedCoreSchema(leniency)
  const content = Array.isArray(value) ? singleFromArray(value, leniency) : value
  if (isObject(content)) collect(type, content, `${schema.id}:`, into, leniency)
  else if (content !== null && content !== '') throw invalid('invalidValue', `${schema.id} must be an object.`)
}

/** Attributes that clients send back because they got them; saying each time that they are ignored would tell nobody anything. */
const everSent: ReadonlySet<string> = new Set(['id', 'meta', 'groups'])

/** What is readOnly is passed over, never refused (RFC 7644 §3.3, §3.5.1). */
export function remarkOnReadOnly(place: Place, value: Json, leniency: Leniency): void {
  if (!everSent.has(place.attribute.name) && !isUnassigned(value)) leniency.ignore(describe(place), 'readOnly')
}

const isUnassigned = (value: Json) => value === null || value === '' || (Array.isArray(value) && value.length === 0)

function remarkOnSchemas(type: ResourceType, schemas: Json, leniency: Leniency): void {
  for (const urn of Array.isArray(schemas) ? schemas : [schemas]) {
    if (typeof urn !== 'string' || locate(type, urn, leniency)?.kind !== 'schema')
      leniency.ignore(`schemas: ${typeof urn === 'string' ? urn : JSON.stringify(urn)}`)
  }
}

/** A value for a place in the attribute's own form, or undefined where it comes to "unassigned" (RFC 7643 §2.5). */
export function readValue({ attribute, subAttribute: sub }: Place, value: Json, leniency: Leniency): Json | undefined {
  if (!sub) return readAttribute(attribute, value, leniency)
  const read = readAttribute(sub, value, leniency)
  if (read === undefined) return undefined
  return attribute.multiValued ? [{ [sub.name]: read }] : { [sub.name]: read }
}

export function readAttribute(attribute: Attribute, value: Json, leniency: Leniency): Json | undefined {
  if (value === null) return undefined
  if (!attribute.multiValued)
    return readSingle(attribute, Array.isArray(value) ? singleFromArray(value, leniency) : value, leniency)
  if (emptyText(value, leniency)) return undefined
  const elements = arrayFromSingle(value, leniency)
    .map((element) => readSingle(attribute, element, leniency))
    .filter((element) => element !== undefined)
  return elements.length > 0 ? onePrimary(elements, leniency) : undefined
}

/** One value of an attribute, be the attribute multi-valued or not. A value that no quirk explains is left for validation to refuse. */
export function readSingle(attribute: Attribute, value: Json, leniency: Leniency): Json | undefined {
  if (value === null || emptyText(value, leniency)) return undefined
  switch (attribute.type) {
    case 'boolean':
      return booleanFromText(value, leniency)
    case 'integer':
    case 'decimal':
      return numberFromText(value, leniency)
    case 'complex':
      return readComplex(attribute, complexFromText(attribute, value, leniency), leniency)
    default:
      return textFromScalar(value, leniency)
  }
}

function readComplex(attribute: Attribute, value: Json, leniency: Leniency): Json | undefined {
  if (!isObject(value)) return value
  const members: Record<string, Json> = {}
  for (const [key, member] of Object.entries(value)) {
    const sub = subAttribute(attribute, key)
    const read = sub && readAttribute(sub, member, leniency)
    if (sub && read !== undefined && sub.mutability !== 'readOnly') members[sub.name] = read
    else if (!isUnassigned(member)) {
      if (sub) leniency.ignore(`${attribute.name}.${key}`, 'readOnly')
      else leniency.unknown(`${attribute.name}.${key}`, member)
    }
  }
  return Object.keys(members).length > 0 ? members : undefined
}

export function readPassword(value: Json): string {
  if (typeof value === 'string') return value
  throw invalid('invalidValue', 'password must be a string.')
}

/** The resource with a value laid into a place; parts of one complex attribute are merged. */
function assign(resource: JsonObject, { extension, attribute, subAttribute: sub }: Place, value: Json): JsonObject {
  const home = extension ? own(resource, extension) : resource
  const members = isObject(home) ? home : {}
  const present = own(members, attribute.name)
  const laid = { ...members, [attribute.name]: sub || isObject(present) ? merged(present, value) : value }
  return extension ? { ...resource, [extension]: laid } : laid
}

/** Dotted keys of a multi-valued attribute speak of one and the same element, the first. */
function merged(present: Json | undefined, value: Json): Json {
  if (isObject(present) && isObject(value)) return { ...present, ...value }
  if (!Array.isArray(present) || !Array.isArray(value)) return value
  const [first, ...others] = present
  return [merged(first, value[0] ?? null), ...others]
}

/** The resource with `schemas` first, naming the core schema and each extension that has a value (RFC 7643 §3), retired ones too. */
export function withSchemas(type: ResourceType, { schemas: _, ...resource }: JsonObject): JsonObject {
  const ids = [...type.extensions.map(({ schema }) => schema.id), ...(type.retired ?? []).map(({ id }) => id)]
  return { schemas: [type.schema.id, ...new Set(ids.filter((id) => resource[id] !== undefined))], ...resource }
}
