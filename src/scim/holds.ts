import type { Attribute } from './attribute'
import type { Condition, Operator } from './condition'
import { isObject, type Json, own } from './json'
import { compareText, fold, readInstant } from './text'

/** Whether a resource, or an element inside `some`, meets the condition: the interpreter in memory. */
export function holds(condition: Condition, value: Json): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.conditions.every((part) => holds(part, value))
    case 'or':
      return condition.conditions.some((part) => holds(part, value))
    case 'not':
      return !holds(condition.condition, value)
    case 'present':
      return isPresent(read(value, condition.target.path))
    case 'compare':
      return compares(
        comparable(read(value, condition.target.path), condition.target.attribute),
        condition.operator,
        condition.value,
      )
    case 'some': {
      const elements = read(value, condition.target.path)
      return Array.isArray(elements) && elements.some((element) => holds(condition.condition, element))
    }
  }
}

function read(value: Json, path: readonly string[]): Json | undefined {
  let found: Json | undefined = value
  for (const name of path) found = isObject(found) ? own(found, name) : undefined
  return found
}

/** Unassigned means absent, null, or an empty array (RFC 7643 §2.5); an object is assigned when one of its members is. */
function isPresent(value: Json | undefined): boolean {
  if (value === undefined || value === null) return false
  if (Array.isArray(value)) return value.length > 0
  return isObject(value) ? Object.values(value).some(isPresent) : value !== ''
}

/** A value in the form in which it is compared: text folded unless its case matters, a dateTime as an instant. */
export function comparable(value: Json | undefined, attribute: Attribute): Json | undefined {
  if (typeof value !== 'string') return value
  if (attribute.type === 'dateTime') return readInstant(value)
  return attribute.type === 'string' && !attribute.caseExact ? fold(value) : value
}

function compares(value: Json | undefined, operator: Operator, wanted: string | number | boolean): boolean {
  if (typeof value === 'string' && typeof wanted === 'string') return comparesText(value, operator, wanted)
  return typeof value === typeof wanted && isInOrder(Number(value) - Number(wanted), operator)
}

function comparesText(value: string, operator: Operator, wanted: string): boolean {
  switch (operator) {
    case 'eq':
      return value === wanted
    case 'co':
      return value.includes(wanted)
    case 'sw':
      return value.startsWith(wanted)
    case 'ew':
      return value.endsWith(wanted)
    default:
      return isInOrder(compareText(value, wanted), operator)
  }
}

function isInOrder(order: number, operator: Operator): boolean {
  switch (operator) {
    case 'eq':
      return order === 0
    case 'gt':
      return order > 0
    case 'ge':
      return order >= 0
    case 'lt':
      return order < 0
    case 'le':
      return order <= 0
    case 'co':
    case 'sw':
    case 'ew':
      return false
  }
}
