import { isObject, type Json, type JsonObject } from '../scim/json'
import { urns } from '../scim/urns'
import type { Answer } from './answer'
import { expectStatus } from './expect'
import type { Session } from './session'
import { fail } from './verdict'

/** A BulkRequest (RFC 7644 §3.7). */
export function bulk(Operations: Json, others: JsonObject = {}): JsonObject {
  return { schemas: [urns.bulkRequest], ...others, Operations }
}

export function patchOf(...Operations: readonly Json[]): JsonObject {
  return { schemas: [urns.patchOp], Operations }
}

/** What became of one operation. */
export interface Result {
  readonly body: JsonObject
  /** The RFC shows it as "201" and as {"code": "201"} (§3.7.2, §3.7.3); a number says as much. */
  readonly status: string | undefined
  readonly location: Json | undefined
}

export interface Bulk {
  readonly answer: Answer
  readonly operations: readonly Result[]
}

/** Errors: Failed where the answer is no BulkResponse. */
export async function posted(session: Session, operations: readonly Json[], others: JsonObject = {}): Promise<Bulk> {
  const answer = await session.post('/Bulk', bulk(operations, others))
  expectStatus(answer, 200)
  return { answer, operations: operationsIn(answer) }
}

export function operationsIn(answer: Answer): readonly Result[] {
  const { body } = answer
  const list = isObject(body) ? body.Operations : undefined
  if (!Array.isArray(list)) return fail('the answer has no Operations', answer)
  return list.filter(isObject).map((operation) => ({
    body: operation,
    status: statusOf(operation.status),
    location: operation.location,
  }))
}

function statusOf(status: Json | undefined): string | undefined {
  const code = isObject(status) ? status.code : status
  return typeof code === 'string' || typeof code === 'number' ? String(code) : undefined
}
