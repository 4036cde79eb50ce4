import { isObject, type Json, type JsonObject } from '../scim/json'
import type { Answer } from './answer'
import type { Known } from './check'
import { difference, type Expected } from './difference'
import { expectHas, expectStatus, idIn } from './expect'
import type { Session } from './session'
import { read } from './specimen'
import { fail } from './verdict'

/** PATCHes a resource and settles with what it is then, read anew. Errors: Failed unless it succeeds. */
export async function patched(
  session: Session,
  known: Known,
  ...operations: readonly Json[]
): Promise<{ answer: Answer; resource: JsonObject }> {
  const answer = await session.patch(known.path, operations)
  expectPatched(answer, known)
  return { answer, resource: await read(session, known) }
}

/** PATCHes a resource, and judges both the answer and what is read anew. Errors: Failed. */
export async function expectPatch(
  session: Session,
  known: Known,
  operations: readonly Json[],
  expected: Expected,
): Promise<void> {
  const { answer, resource } = await patched(session, known, ...operations)
  const wrong = difference(expected, resource)
  if (wrong !== undefined) fail(`afterwards ${wrong}`, answer)
  if (answer.status === 200) expectHas(answer.body, expected, answer)
}

/** Success is 200 with the resource, or 204 (RFC 7644 §3.5.2). */
export function expectPatched(answer: Answer, { id }: Known): void {
  expectStatus(answer, 200, 204)
  if (answer.status === 204) return
  if (!isObject(answer.body)) fail('answered 200 without the resource', answer)
  if (idIn(answer) !== id) fail(`the answer is another resource than ${id}`, answer)
}

/** Errors: Failed where the resource is not what it was. */
export async function expectUntouched(
  session: Session,
  known: Known,
  before: JsonObject,
  answer: Answer,
): Promise<void> {
  const after = await read(session, known)
  const wrong = difference(before, after) ?? difference(after, before)
  if (wrong !== undefined) fail(`the resource was changed all the same: ${wrong}`, answer)
}
