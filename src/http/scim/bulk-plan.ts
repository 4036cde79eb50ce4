import type { Json } from '../../scim/json'
import type { References } from './bulk-references'

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
export function arrange(operations: readonly Operation[], references: References): readonly Step[] {
  // A bulkId is the name of what is made (RFC 7644 §3.7); who else has one cannot be meant by it.
  const byBulkId = new Map(
    operations.flatMap((operation) =>
      operation.bulkId === undefined || operation.newId === undefined ? [] : [[operation.bulkId, operation]],
    ),
  )
  const wanted = new Map<Operation, Step['after']>()
  for (const operation of operations) {
    const referred = [...references.in([operation.path, operation.data ?? null])]
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
