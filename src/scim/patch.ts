import type { ResourceType } from './attribute'
import type { Condition } from './condition'
import { holds } from './holds'
import { covers, equal, isObject, type Json, type JsonObject, own, withMember } from './json'
import { meter } from './patch-cost'
import { homeOf, isCommon, type Place, refersToResource } from './places'
import { withSchemas } from './resource'
import { mostValues, validate } from './resource-schema'
import { invalid } from './scim-error'

export { readPatch } from './patch-reader'

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
 * Applies operations to a document in their order (RFC 7644 §3.5.2). The document itself is not touched.
 * Errors: 400 noTarget, mutability, invalidValue, tooMany.
 */
export function patch(type: ResourceType, document: JsonObject, operations: readonly Operation[]): JsonObject {
  const admit = meter()
  const applied = operations.reduce((current, operation) => {
    admit(operation, current)
    return apply(current, operation)
  }, document)
  const patched = withSchemas(type, applied)
  refuseIncomplete(type, document, patched)
  validate(type, patched, document)
  return patched
}

/** What an extension requires can go with the whole extension only, unless the extension is required too. */
function refuseIncomplete(type: ResourceType, before: JsonObject, after: JsonObject): void {
  for (const { schema, required } of type.extensions) {
    const [had, has] = [own(before, schema.id), own(after, schema.id)]
    if (!isObject(had)) continue
    if (!isObject(has)) {
      if (required) throw invalid('mutability', `${schema.id} is required; it can be replaced but not removed.`)
      continue
    }
    const lost = schema.attributes.find(
      ({ name, required: isRequired }) => isRequired && own(had, name) !== undefined && own(has, name) === undefined,
    )
    if (lost) throw invalid('mutability', `${schema.id}:${lost.name} is required; it can be replaced but not removed.`)
  }
}

function apply(document: JsonObject, operation: Operation): JsonObject {
  const { extension, attribute } = operation.place
  if (isCommon(operation.place, 'id')) return withSameId(document, operation)
  const members = homeOf(document, operation.place)
  const current = own(members, attribute.name)
  const next = attribute.multiValued ? elementsAfter(current, operation) : singleAfter(current, operation)
  if (equal(next, current)) return document
  refuseForbidden(operation.place, current, next)
  const changed = withMember(members, attribute.name, next)
  return (extension ? withMember(document, extension, changed) : changed) ?? {}
}

/** Clients send the id along with what they change; that is no attempt to change it. */
function withSameId(document: JsonObject, { op, value }: Operation): JsonObject {
  if (op !== 'remove' && value === document.id) return document
  throw invalid('mutability', 'id is readOnly; it cannot be changed.')
}

/** Errors of RFC 7644 §3.5.2: a required attribute becomes unassigned, an immutable one changes its value. */
function refuseForbidden({ extension, attribute }: Place, current: Json | undefined, next: Json | undefined): void {
  if (next === undefined && attribute.required && !extension) {
    throw invalid('mutability', `${attribute.name} is required; it can be replaced but not removed.`)
  }
  if (current !== undefined && attribute.mutability === 'immutable') {
    throw invalid('mutability', `${attribute.name} is immutable; once it has a value it keeps it.`)
  }
}

function singleAfter(current: Json | undefined, { op, place, value }: Operation): Json | undefined {
  const given = op === 'remove' ? undefined : value
  if (place.subAttribute) return withMember(isObject(current) ? current : {}, place.subAttribute.name, given)
  if (!isObject(current) || !isObject(given)) return given
  // What was said of another manager, such as the $ref, does not hold for a new one.
  const another = refersToResource(place.attribute) && given.value !== undefined && !equal(given.value, current.value)
  return another ? given : { ...current, ...given }
}

function elementsAfter(current: Json | undefined, operation: Operation): readonly Json[] | undefined {
  const elements = Array.isArray(current) ? current : []
  const isWhole = !operation.condition && !operation.place.subAttribute
  const next = isWhole ? withListed(elements, operation) : withSelected(elements, operation)
  if (next.length > mostValues && next.length > elements.length) {
    const { name } = operation.place.attribute
    throw invalid('invalidValue', `${name} may have ${mostValues} values, not ${next.length}.`)
  }
  return next.length > 0 ? primaryOnce(elements, next) : undefined
}

function withListed(elements: readonly Json[], { op, place, value }: Operation): readonly Json[] {
  const listed = Array.isArray(value) ? value : []
  if (op === 'replace') return listed
  if (op === 'remove' && value === undefined) return []
  if (elements.length + listed.length > most) {
    throw invalid('invalidValue', `${place.attribute.name} has too many values to change some; replace them all.`)
  }
  if (op === 'add') return listed.reduce(withElement, elements)
  return elements.filter((element) => !listed.some((each) => isSame(element, each)))
}

/** Each value is compared with every other, which takes as long as the square of how many there are. */
const most = 2 * mostValues

/** A value that is there already is not added again (RFC 7644 §3.5.2.1); what else is said of it is merged into it. */
function withElement(elements: readonly Json[], added: Json): readonly Json[] {
  const index = elements.findIndex((known) => isSame(known, added))
  const known = elements[index]
  if (known === undefined) return [...elements, added]
  return isObject(known) && isObject(added) ? elements.with(index, { ...known, ...added }) : elements
}

/** Two elements with a `value` are the same when it is, unless they say of different types that they are; others when all that is given agrees. */
function isSame(known: Json, given: Json): boolean {
  if (!isObject(known) || !isObject(given) || given.value === undefined) return covers(known, given)
  const types = known.type === undefined || given.type === undefined || equal(known.type, given.type)
  return types && equal(known.value, given.value)
}

/** What happens to the elements that a filter in brackets selects; to all, where a sub-attribute is named without one. */
function withSelected(elements: readonly Json[], operation: Operation): readonly Json[] {
  const { op, place, condition, described, value } = operation
  const isSelected = (element: Json) => !condition || holds(condition, element)
  if (elements.some(isSelected)) {
    return elements.flatMap((element) => (isSelected(element) ? elementAfter(element, operation) : [element]))
  }
  if (op === 'remove' || value === undefined) return elements
  const created = elementAfter(described ?? {}, operation)
  // Not an element that the next such operation would miss again, and create once more.
  if (condition && !(described && created.every(isSelected))) {
    throw invalid('noTarget', `No value of ${place.attribute.name} meets the filter in the path.`)
  }
  return [...elements, ...created]
}

/** What becomes of a selected element: itself changed, or nothing. */
function elementAfter(element: Json, { op, place, described, value }: Operation): readonly Json[] {
  const members = isObject(element) ? element : {}
  if (place.subAttribute) {
    const changed = withMember(members, place.subAttribute.name, op === 'remove' ? undefined : value)
    return changed ? [changed] : []
  }
  if (value === undefined) return op === 'add' ? [element] : []
  if (!isObject(value)) return [value]
  return [op === 'add' ? { ...members, ...value } : { ...described, ...value }]
}

/** A value newly marked as primary takes the mark from the others (RFC 7644 §3.5.2). */
function primaryOnce(before: readonly Json[], after: readonly Json[]): readonly Json[] {
  const isPrimary = (element: Json | undefined) => isObject(element) && element.primary === true
  const marked = [...after.keys()].filter((index) => isPrimary(after[index]))
  if (marked.length < 2) return after
  const isNew = (index: number) => !before.some((element) => isPrimary(element) && equal(element, after[index]))
  const kept = marked.findLast(isNew) ?? marked.at(-1)
  return after.map((element, index) =>
    isObject(element) && isPrimary(element) && index !== kept ? { ...element, primary: false } : element,
  )
}
