import type { Attribute, ResourceType } from './attribute'
import type { Filter } from './filter'
import { type PathSyntax, parsePath } from './filter-parser'
import { isObject, type Json, type JsonObject, member } from './json'
import type { Leniency } from './leniency'
import type { Operation, Patch } from './patch'
import {
  describe,
  isCommon,
  isReadOnly,
  locate,
  type Place,
  refersToResource,
  type SchemaPlace,
  subAttribute,
} from './places'
import {
  complexFromText,
  describedElement,
  emptyOperations,
  listedRemoval,
  missingSchemas,
  operationName,
  pathless,
  repeatedName,
  singleFromArray,
} from './quirks'
import { resolveElement } from './resolve'
import { readAttribute, readPassword, readSingle, remarkOnReadOnly } from './resource'
import { validateValue } from './resource-schema'
import { invalid, refusedAs, ScimError } from './scim-error'
import { urns } from './urns'

/** As many as /Bulk takes. */
const mostOperations = 1000

/** What is the same for all attributes that one operation names. */
interface Reading {
  readonly type: ResourceType
  readonly op: Operation['op']
  readonly leniency: Leniency
}

/**
 * Reads the body of a PATCH (RFC 7644 §3.5.2): a pathless operation becomes one for each attribute it names. Unknown
 * attributes are left out and remarked on. Errors: 400 invalidSyntax, invalidPath, invalidFilter, invalidValue, noTarget,
 * mutability; 413 for too many operations, as in /Bulk (§3.7.4), for tooMany is said of what a filter finds (§3.12).
 */
export function readPatch(type: ResourceType, body: Json, leniency: Leniency): Patch {
  if (!isObject(body)) throw invalid('invalidSyntax', 'The body must be a JSON object with Operations.')
  missingSchemas(body, urns.patchOp, leniency)
  const list = member(body, 'Operations')
  if (!Array.isArray(list)) throw invalid('invalidSyntax', 'Operations must be an array of PATCH operations.')
  if (list.length > mostOperations) {
    const detail = `A PATCH may hold ${mostOperations} operations, not ${list.length}; split it into several requests.`
    throw new ScimError(413, detail)
  }
  emptyOperations(list, leniency)
  const read = list.flatMap((operation, index) => readOperation(type, operation, index, leniency))
  const isKept = ({ place }: Operation) => !isCommon(place, 'password')
  const password = read.findLast((operation) => !isKept(operation) && operation.value !== undefined)?.value
  return {
    operations: read.filter(isKept),
    ...(password !== undefined && { password: readPassword(password) }),
  }
}

function readOperation(type: ResourceType, input: Json, index: number, leniency: Leniency): readonly Operation[] {
  if (!isObject(input)) throw invalid('invalidSyntax', `Operations[${index}] must be an object.`)
  const op = operationName(member(input, 'op'), leniency)
  if (op !== 'add' && op !== 'replace' && op !== 'remove') {
    throw invalid('invalidSyntax', `Operations[${index}].op must be "add", "replace" or "remove".`)
  }
  const reading: Reading = { type, op, leniency }
  const path = member(input, 'path') ?? ''
  const value = member(input, 'value')
  if (op !== 'remove' && value === undefined) throw invalid('invalidValue', `Operations[${index}] needs a value.`)
  if (typeof path !== 'string') throw invalid('invalidPath', `Operations[${index}].path must be a string.`)
  if (path.trim() !== '') return readPathed(reading, parsePath(path, leniency), value)
  if (op === 'remove') throw invalid('noTarget', 'A remove operation needs a path that says what to remove.')
  if (!isObject(value)) throw invalid('invalidValue', 'An operation without a path needs an object as its value.')
  return pathless(value, leniency).flatMap(([name, each]) => readMember(reading, name, each))
}

/** A member of an object that is laid into the resource: its name is a path, and what is readOnly is passed over. */
function readMember(reading: Reading, name: string, value: Json): readonly Operation[] {
  const { type, leniency } = reading
  const isFiltered = /[[\]]/.test(name)
  const place = isFiltered ? undefined : locate(type, name, leniency)
  if (place?.kind === 'attribute' && isReadOnly(place) && !isCommon(place, 'id')) {
    remarkOnReadOnly(place, value, leniency)
    return []
  }
  if (place || isFiltered) return readPathed(reading, parsePath(name, leniency), value)
  leniency.unknown(name, value)
  return []
}

function readPathed(reading: Reading, syntax: PathSyntax, value: Json | undefined): readonly Operation[] {
  const { type, leniency } = reading
  const found = refusedAs('invalidPath', () => locate(type, syntax.path, leniency))
  if (!found) {
    leniency.unknown(syntax.path, value)
    return []
  }
  const { filter } = syntax
  if (filter && (found.kind === 'schema' || found.subAttribute || !found.attribute.multiValued)) {
    throw invalid('invalidPath', `${syntax.path} is not multi-valued; a filter in brackets does not apply to it.`)
  }
  if (found.kind === 'schema') return readSchema(reading, found, value)
  const place = placeOf(found, syntax, leniency)
  if (!place || isCommon(place, 'schemas')) return []
  if (isReadOnly(place) && !isCommon(place, 'id')) {
    throw invalid('mutability', `${describe(place)} is readOnly; it cannot be changed by PATCH.`)
  }
  if (filter) return [readFiltered(reading, place, filter, value)]
  if (place.subAttribute || place.attribute.multiValued || place.attribute.type !== 'complex') {
    return [readPlain(reading, place, value)]
  }
  return readComplex(reading, place, value)
}

/** The sub-attribute behind brackets belongs to the place as one written with a dot does. */
function placeOf(found: Place, syntax: PathSyntax, leniency: Leniency): Place | undefined {
  if (!syntax.subAttribute) return found
  const sub = subAttribute(found.attribute, syntax.subAttribute)
  if (sub) return { ...found, subAttribute: sub }
  leniency.unknown(`${syntax.path}.${syntax.subAttribute}`)
  return undefined
}

/** A whole extension, or the core schema by its URN, as the target: one operation for each attribute of it that is named. */
function readSchema(reading: Reading, { schema, core }: SchemaPlace, value: Json | undefined): readonly Operation[] {
  if (isObject(value) && reading.op !== 'remove') {
    return Object.entries(value).flatMap(([name, each]) => readMember(reading, `${schema.id}:${name}`, each))
  }
  const isUnassigned = value === undefined || value === null || value === ''
  if (reading.op !== 'remove' && !isUnassigned) throw invalid('invalidValue', `${schema.id} must be an object.`)
  if (reading.op === 'add') return []
  if (core) throw invalid('noTarget', `${schema.id} is the resource itself; name the attributes to clear.`)
  return schema.attributes
    .filter((attribute) => attribute.mutability !== 'readOnly')
    .map((attribute) => ({ op: 'remove', place: { kind: 'attribute', extension: schema.id, attribute } }))
}

function readPlain({ op, leniency }: Reading, place: Place, value: Json | undefined): Operation {
  const { attribute, subAttribute: sub } = place
  if (op === 'remove') {
    const listed = attribute.multiValued && !sub ? listedRemoval(value, leniency) : undefined
    return listed === undefined ? { op, place } : { op, place, value: readWhole(place, listed, leniency) ?? [] }
  }
  return withValue({ op, place }, readWhole(place, value ?? null, leniency))
}

function readWhole(place: Place, value: Json, leniency: Leniency): Json | undefined {
  const { attribute, subAttribute: sub } = place
  const read = sub
    ? readAttribute(sub, value, leniency)
    : readAttribute(attribute, repeatedName(attribute, value, leniency), leniency)
  if (read !== undefined) validateValue(sub ?? attribute, read, describe(place))
  return read
}

/**
 * A single-valued complex attribute. Only the parts that are named change, an empty one is cleared (RFC 7644 §3.5.2.3);
 * but without its `value`, as in `{"value": ""}` (Entra), a manager is none.
 */
function readComplex(reading: Reading, place: Place, value: Json | undefined): readonly Operation[] {
  const { op, leniency } = reading
  if (op === 'remove' || value === undefined) return [{ op, place }]
  const named = repeatedName(place.attribute, value, leniency)
  const single = Array.isArray(named) ? singleFromArray(named, leniency) : named
  const parts = complexFromText(place.attribute, single, leniency)
  if (!isObject(parts)) return [readPlain(reading, place, parts)]
  const about = refersToResource(place.attribute) ? subAttribute(place.attribute, 'value') : undefined
  const given = about && member(parts, about.name)
  if (!about || given === undefined) {
    return Object.entries(parts).flatMap(([name, each]) => readMember(reading, `${describe(place)}.${name}`, each))
  }
  return [readAttribute(about, given, leniency) === undefined ? { op, place } : readPlain(reading, place, parts)]
}

function readFiltered({ op, leniency }: Reading, place: Place, filter: Filter, value: Json | undefined): Operation {
  const { attribute, subAttribute: sub } = place
  const condition = resolveElement(attribute, filter, leniency)
  if (op === 'remove') return { op, place, condition }
  const described = readDescribed(attribute, filter, leniency)
  const operation = { op, place, condition, ...(described && { described }) }
  if (sub) return withValue(operation, readWhole(place, value ?? null, leniency))
  const single = Array.isArray(value) ? singleFromArray(value, leniency) : (value ?? null)
  const element = readSingle(attribute, single, leniency)
  if (element !== undefined) validateValue(attribute, [element], describe(place))
  return withValue(operation, element)
}

function readDescribed(attribute: Attribute, filter: Filter, leniency: Leniency): JsonObject | undefined {
  if (leniency.isStrict) return undefined
  const element = describedElement(filter)
  const read = element && readSingle(attribute, element, leniency)
  return isObject(read) ? read : undefined
}

function withValue(operation: Operation, value: Json | undefined): Operation {
  return value === undefined ? operation : { ...operation, value }
}
