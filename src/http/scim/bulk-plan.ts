import { isObject, type Json } from '../../scim/json'

/** An operation of a bulk request. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly bulkId?: string
  readonly version?: string
  readonly data?: Json
  /** The id a resource made by it gets. It is known beforehand, so references may go in any direction, and in circles. */
  readonly newId?: string
}

/** An operation and those it refers to, which must have succeeded before it. */
export interface Step {
  readonly operation: Operation
  readonly after: readonly Operation[]
  /** Whether it refers, in a circle, to one that comes behind it. */
  readonly isCircular: boolean
}

/**
 * The operations in an order in which each comes behind those it refers to (RFC 7644 §3.7.2), and otherwise as they
 * stand in the request. In a circle of references the one that stands first in the request comes first.
 */
export function arrange(operations: readonly Operation[]): readonly Step[] {
  // A bulkId is the name of what is made (RFC 7644 §3.7); who else has one cannot be meant by it.
  const byBulkId = new Map(
    operations.flatMap((operation) =>
      operation.bulkId === undefined || operation.newId === undefined ? [] : [[operation.bulkId, operation]],
    ),
  )
  const wanted = new Map<Operation, Step['after']>()
  for (const operation of operations) {
    const referred = [...referencesIn([operation.path, operation.data ?? null])]
    const others = referred.flatMap((bulkId) => byBulkId.get(bulkId) ?? []).filter((other) => other !== operation)
    wanted.set(operation, others)
  }
  const steps = new Map<Operation, Step>()
  const underWay = new Set<Operation>()
  const visit = (operation: Operation): void => {
    if (steps.has(operation) || underWay.has(operation)) return
    underWay.add(operation)
    const after = wanted.get(operation) ?? []
    for (const other of after) visit(other)
    const possible = after.filter((other) => steps.has(other))
    steps.set(operation, { operation, after: possible, isCircular: possible.length < after.length })
  }
  for (const operation of operations) visit(operation)
  return [...steps.values()]
}

const reference = /bulkId:([^\s"'\]/,]+)/g

function referencesIn(json: Json): ReadonlySet<string> {
  return new Set([...JSON.stringify(json).matchAll(reference)].map(([, bulkId = '']) => bulkId))
}

/** The value with every `bulkId:…` in its texts replaced by the id that stands for it; `missing` is told of those nobody has. */
export function substitute(json: Json, ids: ReadonlyMap<string, string>, missing: (bulkId: string) => void): Json {
  if (typeof json === 'string') {
    if (!json.includes('bulkId:')) return json
    return json.replace(reference, (text, bulkId: string) => {
      const id = ids.get(bulkId)
      if (id === undefined) missing(bulkId)
      return id ?? text
    })
  }
  if (Array.isArray(json)) return json.map((element) => substitute(element, ids, missing))
  if (!isObject(json)) return json
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, substitute(value, ids, missing)]))
}
