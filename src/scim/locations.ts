import type { Condition, Operator, Target } from './condition'
import type { Patch } from './patch'
import { compareText } from './text'

/**
 * The condition with what it says of URLs that the server makes, a resource's location and the `$ref` of groups and
 * members, said of what stands behind the base: nobody who looks for them needs to know by which of its names a client
 * has called the server. An equal one may have another of these names.
 */
export function withoutBase(condition: Condition, base: string): Condition {
  return mapped(condition, base, ({ path }) => path.join('.') === 'meta.location')
}

/** The same for the conditions in the paths of a PATCH. */
export function patchWithoutBase(patch: Patch, base: string): Patch {
  const operations = patch.operations.map((operation) => {
    const { place, condition } = operation
    const isReference = condition !== undefined && !place.extension && place.attribute.name === 'members'
    return isReference ? { ...operation, condition: mapped(condition, base, isRef) } : operation
  })
  return { ...patch, operations }
}

const isRef = ({ path }: Target) => path.join('.') === '$ref'
const hasRefs = ({ path }: Target) => path.length === 1 && (path[0] === 'groups' || path[0] === 'members')

function mapped(condition: Condition, base: string, isUrl: (target: Target) => boolean): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return { kind: condition.kind, conditions: condition.conditions.map((part) => mapped(part, base, isUrl)) }
    case 'not':
      return { kind: 'not', condition: mapped(condition.condition, base, isUrl) }
    case 'some':
      return hasRefs(condition.target)
        ? { ...condition, condition: mapped(condition.condition, base, isRef) }
        : condition
    case 'present':
      return condition
    case 'compare': {
      const { target, operator, value } = condition
      return typeof value === 'string' && isUrl(target) ? compared(target, operator, value, base) : condition
    }
  }
}

function compared(target: Target, operator: Operator, value: string, base: string): Condition {
  const always: Condition = { kind: 'present', target }
  const never: Condition = { kind: 'or', conditions: [] }
  const behind = (by: Operator, end: string): Condition => ({ kind: 'compare', target, operator: by, value: end })
  const end = value.startsWith(base) ? value.slice(base.length) : undefined
  switch (operator) {
    case 'eq':
      return behind('eq', end ?? value)
    case 'sw':
      if (base.startsWith(value)) return always
      return end === undefined ? never : behind('sw', end)
    case 'co':
      if (base.includes(value)) return always
      return { kind: 'or', conditions: [behind('co', value), ...endsIn(value, base).map((part) => behind('sw', part))] }
    case 'ew':
      return { kind: 'or', conditions: [behind('ew', value), ...endsIn(value, base).map((part) => behind('eq', part))] }
    default: {
      if (end !== undefined) return behind(operator, end)
      const isGreater = compareText(base, value) > 0
      return isGreater === (operator === 'gt' || operator === 'ge') ? always : never
    }
  }
}

/** What lies behind the base in a text that may begin inside of it and reach beyond. */
function endsIn(text: string, base: string): readonly string[] {
  const slashes = [...text.matchAll(/\//g)].map(({ index }) => index)
  return slashes.filter((index) => index > 0 && base.endsWith(text.slice(0, index))).map((index) => text.slice(index))
}
