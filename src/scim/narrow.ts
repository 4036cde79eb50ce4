import type { ResourceType } from './attribute'
import type { Filter } from './filter'
import { lenient } from './leniency'
import { locate } from './places'

const never: Filter = { kind: 'or', filters: [] }

/**
 * A filter over several types as it applies to one of them: what only another type has is unassigned here
 * (RFC 7644 §3.4.2.1). A name that no type has stays, for `resolve` to refuse.
 */
export function narrow(filter: Filter, type: ResourceType, types: readonly ResourceType[]): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, filters: filter.filters.map((part) => narrow(part, type, types)) }
    case 'not':
      return { kind: 'not', filter: narrow(filter.filter, type, types) }
    case 'present':
    case 'some':
      return isElsewhere(filter.path, type, types) ? never : filter
    case 'compare': {
      if (!isElsewhere(filter.path, type, types)) return filter
      const asksForAbsence = filter.operator === (filter.value === null ? 'eq' : 'ne')
      return asksForAbsence ? { kind: 'not', filter: never } : never
    }
  }
}

/** Whether only another one of the types has what a name stands for. */
export function isElsewhere(path: string, type: ResourceType, types: readonly ResourceType[]): boolean {
  const has = (one: ResourceType) => locate(one, path, lenient()) !== undefined
  return !has(type) && types.some(has)
}
