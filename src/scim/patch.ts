import type { Attribute, ResourceType } from './attribute'
import type { Condition } from './condition'
import type { Filter } from './filter'
import { type PathSyntax, parsePath } from './filter-parser'
import { holds } from './holds'
import { covers, equal, isObject, type Json, type JsonObject } from './json'
import type { Leniency } from './leniency'
import { describe, locate, type Place, subAttribute } from './places'
import {
  describedElement,
  emptyOperations,
  listedRemoval,
  missingSchemas,
  operationName,
  pathless,
  repeatedName,
} from './quirks'
import { resolveElement } from './resolve'
import { readAttribute, readPassword, readSingle, withSchemas } from './resource'
import { validate } from './resource-schema'
import { invalid, ScimError } from './scim-error'

/** One PATCH operation on one attribute, with names found and values read; `value` is undefined where it comes to "unassigned". */
export interface Operation {
  readonly op: 'add' | 'replace' | 'remove'
  readonly place: Place
  /** Which elements of a multi-valued attribute are meant. */
  readonly condition?: Condition
  /** The element to create where the condition meets none. */
  readonly described?: JsonObject
  readonly value?: Json
}

export interface Patch {
  readonly operations: readonly Operation[]
  readonly password?: string
}

/**
 * Reads the body of a PATCH (RFC 7644 §3.5.2): a pathless operation becomes one for each attribute it names. Unknown
 * attributes are left out and remarked on. Errors: 400 invalidSyntax, invalidPath, invalidValue, noTarget, mutability.
 */
export function readPatch(type: ResourceType, body: Json, leniency: Leniency): Patch {
  if (!isObject(body)) throw invalid('invalidSyntax', 'The body must be a JSON object with Operations.')
  missingSchemas(body, leniency)
  const list = member(body, 'Operations')
  if (!Array.isArray(list)) throw invalid('invalidSyntax', 'Operations must be an array of PATCH operations.')
  emptyOperations(list, leniency)
  const read = list.flatMap((operation, index) => readOperation(type, operation, index, leniency))
  const password = read.findLast(
    ({ place, value }) => place.attribute.mutability === 'writeOnly' && value !== undefined,
  )?.value
  return {
    operations: read.filter(({ place }) => place.attribute.mutability !== 'writeOnly'),
    ...(password !== undefined && { password: readPassword(password) }),
  }
}

/** Applies operations to a document in their order (RFC 7644 §3.5.2). The document itself is not touched. */
export function patch(type: ResourceType, document: JsonObject, operations: readonly Operation[]): JsonObject {
  const patched = withSchemas(type, operations.reduce(apply, document))
  validate(type, patched)
  return patched
}

function readOperation(type: ResourceType, input: Json, index: number, leniency: Leniency): readonly Operation[] {
  if (!isObject(input)) throw invalid('invalidSyntax', `Operations[${index}] must be an object.`)
  const op = operationName(member(input, 'op'), leniency)
  if (op !== 'add' && op !== 'replace' && op !== 'remove') {
    throw invalid('invalidSyntax', `Operations[${index}].op must be "add", "replace" or "remove".`)
  }
  const path = member(input, 'path')
  const value = member(input, 'value')
  if (op !== 'remove' && value === undefined) throw invalid('invalidValue', `Operations[${index}] needs a value.`)
  if (typeof path === 'string' && path.trim() !== '')
    return readPathed(type, op, parsePath(path, leniency), value, leniency)
  if (path !== undefined && path !== null && path !== '')
    throw invalid('invalidPath', `Operations[${index}].path must be a string.`)
  if (op === 'remove') throw invalid('noTarget', 'A remove operation needs a path that says what to remove.')
  if (!isObject(value)) throw invalid('invalidValue', 'An operation without a path needs an object as its value.')
  return pathless(value, leniency).flatMap(([name, each]) => readMember(type, op, name, each, leniency))
}

/** A member of a pathless operation's value, or of a schema's object in it: its name is a path, and what is readOnly is passed over. */
function readMember(
  type: ResourceType,
  op: 'add' | 'replace',
  name: string,
  value: Json,
  leniency: Leniency,
): readonly Operation[] {
  const place = locate(type, name, leniency)
  if (place?.kind === 'attribute' && place.attribute.name !== 'id' && isReadOnly(place)) {
    if (!Array.isArray(value) || value.length > 0) leniency.ignore(describe(place))
    return []
  }
  if (place?.kind === 'attribute' && place.attribute.name === 'schemas') return []
  if (!place && !/[[\]]/.test(name)) {
    leniency.ignore(name)
    return []
  }
  return readPathed(type, op, parsePath(name, leniency), value, leniency)
}

function readPathed(
  type: ResourceType,
  op: Operation['op'],
  syntax: PathSyntax,
  value: Json | undefined,
  leniency: Leniency,
): readonly Operation[] {
  const found = locate(type, syntax.path, leniency)
  if (!found) {
    leniency.ignore(syntax.path)
    return []
  }
  if (found.kind === 'schema') return readSchema(type, op, found.schema, value, leniency)
  const place = placeOf(found, syntax, leniency)
  if (!place) return []
  if (isReadOnly(place) && place.attribute.name !== 'id') {
    throw invalid('mutability', `${describe(place)} is readOnly; it cannot be changed by PATCH.`)
  }
  if (place.attribute.name === 'schemas') return []
  const filter = syntax.filter
  if (filter && !place.attribute.multiValued) {
    throw invalid('invalidPath', `${describe(place)} has one value; a filter in brackets does not apply to it.`)
  }
  const described = filter && op !== 'remove' ? readDescribed(place.attribute, filter, leniency) : undefined
  const read = readOperand(op, place, filter, value, leniency)
  return [
    {
      op,
      place,
      ...(filter && { condition: resolveInPath(place.attribute, filter, leniency) }),
      ...(described && { described }),
      ...(read !== undefined && { value: read }),
    },
  ]
}

/** The sub-attribute behind brackets belongs to the place as one written with a dot does. */
function placeOf(found: Place, syntax: PathSyntax, leniency: Leniency): Place | undefined {
  if (!syntax.subAttribute) return found
  const sub = subAttribute(found.attribute, syntax.subAttribute)
  if (sub) return { ...found, subAttribute: sub }
  leniency.ignore(`${syntax.path}.${syntax.subAttribute}`)
  return undefined
}

/** A whole extension, or the core schema by its URN, as the target: one operation for each attribute of it that is named. */
function readSchema(
  type: ResourceType,
  op: Operation['op'],
  schema: { readonly id: string; readonly attributes: readonly Attribute[] },
  value: Json | undefined,
  leniency: Leniency,
): readonly Operation[] {
  if (op === 'remove') {
    return schema.attributes
      .filter((attribute) => attribute.mutability !== 'readOnly' && !attribute.required)
      .flatMap((attribute) => readPathed(type, op, { path: `${schema.id}:${attribute.name}` }, undefined, leniency))
  }
  if (value === null || value === '')
    return op === 'replace' ? readSchema(type, 'remove', schema, undefined, leniency) : []
  if (!isObject(value)) throw invalid('invalidValue', `${schema.id} must be an object.`)
  return Object.entries(value).flatMap(([name, each]) => readMember(type, op, `${schema.id}:${name}`, each, leniency))
}

function readOperand(
  op: Operation['op'],
  { attribute, subAttribute: sub }: Place,
  filter: Filter | undefined,
  value: Json | undefined,
  leniency: Leniency,
): Json | undefined {
  if (op === 'remove') {
    const listed = attribute.multiValued && !filter && !sub ? listedRemoval(value, leniency) : undefined
    return listed === undefined
      ? undefined
      : (readAttribute(attribute, repeatedName(attribute, listed, leniency), leniency) ?? [])
  }
  if (value === undefined) return undefined
  if (sub) return readAttribute(sub, value, leniency)
  if (filter)
    return readSingle(attribute, Array.isArray(value) && value.length === 1 ? (value[0] ?? null) : value, leniency)
  return readAttribute(attribute, repeatedName(attribute, value, leniency), leniency)
}

function readDescribed(attribute: Attribute, filter: Filter, leniency: Leniency): JsonObject | undefined {
  const element = describedElement(filter)
  const read = element && readSingle(attribute, element, leniency)
  return isObject(read) ? read : undefined
}

function resolveInPath(attribute: Attribute, filter: Filter, leniency: Leniency): Condition {
  try {
    return resolveElement(attribute, [], filter, leniency)
  } catch (error) {
    throw error instanceof ScimError && error.scimType === 'invalidFilter'
      ? invalid('invalidPath', error.detail)
      : error
  }
}

const isReadOnly = ({ attribute, subAttribute: sub }: Place) =>
  attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly'

function apply(document: JsonObject, operation: Operation): JsonObject {
  const { extension, attribute } = operation.place
  if (attribute.name === 'id') {
    if (operation.value === document.id && operation.op !== 'remove') return document
    throw invalid('mutability', 'id is readOnly; it cannot be changed.')
  }
  const home = extension ? document[extension] : document
  const members = isObject(home) ? home : {}
  const current = members[attribute.name]
  const next = applyTo(attribute, current, operation)
  if (next === current) return document
  if (next === undefined && attribute.required) {
    throw invalid('mutability', `${attribute.name} is required; it can be replaced but not removed.`)
  }
  const { [attribute.name]: _, ...others } = members
  const changed = next === undefined ? others : { ...members, [attribute.name]: next }
  if (!extension) return changed
  const { [extension]: __, ...rest } = document
  return Object.keys(changed).length > 0 ? { ...document, [extension]: changed } : rest
}

function applyTo(attribute: Attribute, current: Json | undefined, operation: Operation): Json | undefined {
  if (!attribute.multiValued) return applyToSingle(attribute, current, operation)
  const elements = Array.isArray(current) ? current : []
  const next = applyToElements(elements, operation)
  if (equal(next, elements)) return current
  return next.length > 0 ? primaryOnce(elements, next) : undefined
}

function applyToSingle(
  attribute: Attribute,
  current: Json | undefined,
  { op, place, value }: Operation,
): Json | undefined {
  if (attribute.type !== 'complex') return op === 'remove' ? undefined : value
  const sub = place.subAttribute
  const members = isObject(current) ? current : {}
  if (sub) return withMember(members, sub.name, op === 'remove' ? undefined : value)
  if (op === 'remove' || value === undefined) return undefined
  return isObject(value) ? { ...members, ...value } : value
}

function applyToElements(elements: readonly Json[], operation: Operation): readonly Json[] {
  const { op, place, condition, described, value } = operation
  const sub = place.subAttribute
  if (!condition && !sub) {
    const listed = Array.isArray(value) ? value : []
    if (op === 'add') return listed.reduce(withElement, elements)
    if (op === 'replace') return listed
    return value === undefined ? [] : elements.filter((element) => !listed.some((each) => isListed(element, each)))
  }
  const isMeant = (element: Json) => !condition || holds(condition, element)
  const changed = (element: Json): Json | undefined => {
    const members = isObject(element) ? element : {}
    if (sub) return withMember(members, sub.name, op === 'remove' ? undefined : value)
    if (op === 'remove' || value === undefined) return undefined
    if (!isObject(value)) return value
    return op === 'add' ? { ...members, ...value } : { ...described, ...value }
  }
  if (elements.some(isMeant)) {
    return elements
      .map((element) => (isMeant(element) ? changed(element) : element))
      .filter((element) => element !== undefined)
  }
  if (op === 'remove' || value === undefined) return elements
  if (condition && !described) {
    throw invalid('noTarget', `No value of ${place.attribute.name} meets the filter in the path.`)
  }
  const created = changed(described ?? {})
  return created === undefined ? elements : [...elements, created]
}

/** A value that is there already is not added again (RFC 7644 §3.5.2.1); what else is said of it is merged into it. */
function withElement(elements: readonly Json[], added: Json): readonly Json[] {
  const same = (known: Json) =>
    isObject(known) && isObject(added) && added.value !== undefined
      ? equal(known.value, added.value) && (added.type === undefined || equal(known.type, added.type))
      : covers(known, added)
  const index = elements.findIndex(same)
  if (index < 0) return [...elements, added]
  return elements.map((known, at) =>
    at === index && isObject(known) && isObject(added) ? { ...known, ...added } : known,
  )
}

/** Listed for removal: the same `value` where the list gives one, else the same in all that is given. */
function isListed(element: Json, listed: Json): boolean {
  if (isObject(element) && isObject(listed) && listed.value !== undefined) return equal(element.value, listed.value)
  return covers(element, listed)
}

function withMember(members: JsonObject, name: string, value: Json | undefined): JsonObject | undefined {
  const { [name]: _, ...others } = members
  if (value !== undefined) return { ...members, [name]: value }
  return Object.keys(others).length > 0 ? others : undefined
}

/** A value newly marked as primary takes the mark from the others (RFC 7644 §3.5.2). */
function primaryOnce(before: readonly Json[], after: readonly Json[]): readonly Json[] {
  const marked = after.flatMap((element, index) => (isObject(element) && element.primary === true ? [index] : []))
  if (marked.length < 2) return after
  const isNew = (index: number) =>
    !before.some((element) => isObject(element) && element.primary === true && equal(element, after[index]))
  const kept = marked.findLast(isNew) ?? marked.at(-1)
  return after.map((element, index) =>
    isObject(element) && element.primary === true && index !== kept ? { ...element, primary: false } : element,
  )
}

/** A member of a message, whatever the case of its name (RFC 7643 §2.1). */
function member(object: JsonObject, name: string): Json | undefined {
  if (Object.hasOwn(object, name)) return object[name]
  const found = Object.keys(object).find((key) => key.toLowerCase() === name.toLowerCase())
  return found === undefined ? undefined : object[found]
}
