import type { Attribute, ResourceType } from './attribute'
import type { Condition, Operator, Target } from './condition'
import type { Comparison, Filter, FilterValue } from './filter'
import type { Leniency } from './leniency'
import { describe, locate, type Place, subAttribute } from './places'
import { bareComplex, numberFromText, quotedBoolean, textFromScalar } from './quirks'
import { invalid, refusedAs, ScimError } from './scim-error'
import { fold, readInstant } from './text'

/** Finds a filter's names in the schemas and gives its values their types. Errors: 400 invalidFilter, 403 sensitive. */
export function resolve(type: ResourceType, filter: Filter, leniency: Leniency): Condition {
  return refusedAs('invalidFilter', () => resolvePart(type, filter, leniency))
}

/** The same for a filter inside brackets, whose names are sub-attributes of the attribute before them. */
export function resolveElement(attribute: Attribute, filter: Filter, leniency: Leniency): Condition {
  return refusedAs('invalidFilter', () => resolveInside(attribute, [], filter, leniency))
}

function resolvePart(type: ResourceType, filter: Filter, leniency: Leniency): Condition {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, conditions: filter.filters.map((part) => resolvePart(type, part, leniency)) }
    case 'not':
      return { kind: 'not', condition: resolvePart(type, filter.filter, leniency) }
    case 'present':
      return present(find(type, filter.path, leniency))
    case 'compare':
      return compare(find(type, filter.path, leniency), filter.operator, filter.value, leniency)
    case 'some': {
      const place = find(type, filter.path, leniency)
      const { attribute } = place
      const path = pathOf(place)
      if (place.subAttribute) throw invalid('invalidFilter', `${filter.path} has no parts for a filter in brackets.`)
      if (attribute.multiValued) {
        return {
          kind: 'some',
          target: { path, attribute },
          condition: resolveInside(attribute, [], filter.filter, leniency),
        }
      }
      return resolveInside(attribute, path, filter.filter, leniency)
    }
  }
}

/** Targets are relative to `base`. */
function resolveInside(attribute: Attribute, base: readonly string[], filter: Filter, leniency: Leniency): Condition {
  const inner = (part: Filter) => resolveInside(attribute, base, part, leniency)
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, conditions: filter.filters.map(inner) }
    case 'not':
      return { kind: 'not', condition: inner(filter.filter) }
    case 'present':
      return { kind: 'present', target: targetIn(attribute, base, filter.path) }
    case 'compare': {
      const target = targetIn(attribute, base, filter.path)
      if (filter.value === null) return comparedWithNull(filter.operator, { kind: 'present', target })
      return leaf(target, filter.operator, filter.value, leniency)
    }
    case 'some':
      throw invalid('invalidFilter', 'A filter in brackets cannot hold another one in brackets.')
  }
}

/** A sub-attribute by its name; where an attribute has none, `value` is the value itself (RFC 7643 §2.4). */
function targetIn(attribute: Attribute, base: readonly string[], name: string): Target {
  if (!attribute.subAttributes && name.toLowerCase() === 'value') {
    return { path: base, attribute: { ...attribute, multiValued: false } }
  }
  const sub = subAttribute(attribute, name)
  if (!sub) throw invalid('invalidFilter', `${attribute.name} has no sub-attribute called ${name}.`)
  return { path: [...base, sub.name], attribute: searchable(sub) }
}

function find(type: ResourceType, path: string, leniency: Leniency): Place {
  const place = locate(type, path, leniency)
  if (place?.kind !== 'attribute') {
    throw invalid('invalidFilter', `${type.name} has no attribute called ${path}. See /Schemas for those it has.`)
  }
  searchable(place.attribute)
  if (place.subAttribute) searchable(place.subAttribute)
  return place
}

/** What is never returned cannot be guessed by searching either (RFC 7644 §7.5.2). */
function searchable(attribute: Attribute): Attribute {
  if (attribute.returned !== 'never') return attribute
  throw new ScimError(403, `${attribute.name} cannot be searched for.`, 'sensitive')
}

function present(place: Place): Condition {
  const { attribute, subAttribute: sub } = place
  const base = pathOf(place)
  if (!sub) return { kind: 'present', target: { path: base, attribute } }
  if (!attribute.multiValued) return { kind: 'present', target: { path: [...base, sub.name], attribute: sub } }
  return {
    kind: 'some',
    target: { path: base, attribute },
    condition: { kind: 'present', target: { path: [sub.name], attribute: sub } },
  }
}

function compare(place: Place, operator: Comparison, value: FilterValue, leniency: Leniency): Condition {
  const { attribute } = place
  if (value === null) return comparedWithNull(operator, present(place))
  const sub = place.subAttribute ?? (attribute.type === 'complex' ? bareComplex(attribute, leniency) : undefined)
  if (attribute.type === 'complex' && !sub) {
    throw invalid(
      'invalidFilter',
      `${describe(place)} has several parts; compare one of them, such as ${describe(place)}.${attribute.subAttributes?.[0]?.name}.`,
    )
  }
  const compared = sub ?? attribute
  const base = pathOf(place)
  if (!attribute.multiValued) {
    return leaf({ path: sub ? [...base, sub.name] : base, attribute: compared }, operator, value, leniency)
  }
  const negated = operator === 'ne'
  const condition = leaf(
    { path: sub ? [sub.name] : [], attribute: compared },
    negated ? 'eq' : operator,
    value,
    leniency,
  )
  const some: Condition = { kind: 'some', target: { path: base, attribute }, condition }
  return negated ? { kind: 'not', condition: some } : some
}

/** `eq null` asks whether there is no value, `ne null` whether there is one. */
function comparedWithNull(operator: Comparison, there: Condition): Condition {
  if (operator === 'ne') return there
  if (operator === 'eq') return { kind: 'not', condition: there }
  throw invalid('invalidFilter', `${operator} cannot compare with null; eq, ne and pr can.`)
}

/** A comparison of one value; `ne` becomes `not eq`. */
function leaf(target: Target, operator: Comparison, value: string | number | boolean, leniency: Leniency): Condition {
  const typed = typedValue(target.attribute, operator, value, leniency)
  if (operator !== 'ne') return { kind: 'compare', target, operator, value: typed }
  return { kind: 'not', condition: { kind: 'compare', target, operator: 'eq', value: typed } }
}

const textual: readonly Comparison[] = ['co', 'sw', 'ew']

function typedValue(
  attribute: Attribute,
  operator: Operator | 'ne',
  value: string | number | boolean,
  leniency: Leniency,
): string | number | boolean {
  const refuse = (why: string) => invalid('invalidFilter', `${attribute.name} is a ${attribute.type}: ${why}.`)
  switch (attribute.type) {
    case 'boolean': {
      const truth = quotedBoolean(value, leniency)
      if (operator !== 'eq' && operator !== 'ne') throw refuse('only eq, ne and pr apply to it')
      if (typeof truth !== 'boolean') throw refuse('compare it with true or false')
      return truth
    }
    case 'integer':
    case 'decimal': {
      const number = numberFromText(value, leniency)
      if (textual.includes(operator)) throw refuse(`${operator} does not apply to it`)
      if (typeof number !== 'number') throw refuse('compare it with a number')
      return number
    }
    case 'dateTime': {
      const instant = typeof value === 'string' ? readInstant(value) : undefined
      if (textual.includes(operator)) throw refuse(`${operator} does not apply to it`)
      if (instant === undefined) throw refuse('compare it with a date and time such as "2026-01-31T09:00:00Z"')
      return instant
    }
    case 'binary':
      if (operator !== 'eq' && operator !== 'ne') throw refuse('only eq, ne and pr apply to it')
      return String(textFromScalar(value, leniency))
    default: {
      const text = String(textFromScalar(value, leniency))
      return attribute.type === 'string' && !attribute.caseExact ? fold(text) : text
    }
  }
}

function pathOf({ extension, attribute }: Place): readonly string[] {
  return extension ? [extension, attribute.name] : [attribute.name]
}
