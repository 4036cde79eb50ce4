import type { Condition, Operator, Target } from '../scim/condition'

/** A condition whose values are parameters, so that one prepared statement serves all conditions of a shape. */
export type Shape =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Shape[] }
  | { readonly kind: 'not'; readonly condition: Shape }
  | { readonly kind: 'present'; readonly target: Target }
  | { readonly kind: 'compare'; readonly target: Target; readonly operator: Operator; readonly parameter: Parameter }
  | { readonly kind: 'some'; readonly target: Target; readonly condition: Shape }

export interface Parameter {
  readonly name: string
  readonly type: 'string' | 'number' | 'boolean'
}

export interface Parametrized {
  readonly shape: Shape
  /** Equal for conditions of equal shape. */
  readonly key: string
  /** The values by the parameters' names. */
  readonly values: Readonly<Record<string, string | number | boolean>>
}

export function parametrize(condition: Condition): Parametrized {
  const values: Record<string, string | number | boolean> = {}
  let key = ''
  let count = 0
  const walk = (part: Condition): Shape => {
    switch (part.kind) {
      case 'and':
      case 'or': {
        key += `${part.kind}(`
        const conditions = part.conditions.map(walk)
        key += ')'
        return { kind: part.kind, conditions }
      }
      case 'not':
        key += 'not '
        return { kind: 'not', condition: walk(part.condition) }
      case 'present':
        key += `${keyOf(part.target)} pr,`
        return part
      case 'compare': {
        const parameter: Parameter = { name: `v${count++}`, type: typeOf(part.value) }
        values[parameter.name] = part.value
        key += `${keyOf(part.target)} ${part.operator} ${parameter.type},`
        return { kind: 'compare', target: part.target, operator: part.operator, parameter }
      }
      case 'some': {
        key += `${keyOf(part.target)}[`
        const inner = walk(part.condition)
        key += ']'
        return { kind: 'some', target: part.target, condition: inner }
      }
    }
  }
  const shape = walk(condition)
  return { shape, key, values }
}

/** Everything of a target that its SQL depends on. */
export function keyOf({ path, attribute }: Target): string {
  const unique = attribute.uniqueness === 'server' ? '=' : ''
  return `${path.join('\t')}:${attribute.type}${attribute.caseExact ? '!' : ''}${unique}`
}

/** Whether it is an attribute of an extension, by its whole path, that no two people have the same value of. */
export function isUnique({ attribute }: Target, [schema, name, ...rest]: readonly string[]): boolean {
  return attribute.uniqueness === 'server' && schema?.includes(':') === true && name !== undefined && rest.length === 0
}

function typeOf(value: string | number | boolean): Parameter['type'] {
  if (typeof value === 'string') return 'string'
  return typeof value === 'number' ? 'number' : 'boolean'
}
