import { isObject, type Json, type JsonObject } from '../scim/json'
import type { Answer } from './answer'
import { difference, type Expected, quote } from './difference'
import { fail } from './verdict'

/** Errors: Failed for another status than these. */
export function expectStatus(answer: Answer, ...wanted: readonly number[]): void {
  if (wanted.includes(answer.status)) return
  fail(`answered ${answer.status}${detailOf(answer)}, where ${wanted.join(' or ')} is right`, answer)
}

/** Errors: Failed for a failure of the server, which no request may cause. */
export function expectNoFault(answer: Answer): void {
  if (answer.status >= 500 && answer.status !== 501) {
    fail(`answered ${answer.status}${detailOf(answer)}, a failure of the server itself`, answer)
  }
}

/** Errors: Failed unless the answer is a refusal with one of these statuses and, as the RFC demands, one of these scimTypes. */
export function expectRefusal(answer: Answer, statuses: readonly number[], ...scimTypes: readonly string[]): void {
  expectStatus(answer, ...statuses)
  const given = scimTypeOf(answer)
  if (scimTypes.length === 0 || (given !== undefined && scimTypes.includes(given))) return
  fail(`scimType is ${quote(given)}, where ${scimTypes.map((name) => `"${name}"`).join(' or ')} is right`, answer)
}

/** The same where the RFC names no scimType or leaves several open: one that is given must be among these. */
export function expectRefusalOrSilence(
  answer: Answer,
  statuses: readonly number[],
  ...scimTypes: readonly string[]
): void {
  expectStatus(answer, ...statuses)
  if (scimTypeOf(answer) !== undefined) expectRefusal(answer, statuses, ...scimTypes)
}

export function scimTypeOf({ body }: Answer): string | undefined {
  return isObject(body) && typeof body.scimType === 'string' ? body.scimType : undefined
}

/** The resource in an answer. Errors: Failed where there is none. */
export function resourceIn(answer: Answer, ...statuses: readonly number[]): JsonObject {
  expectStatus(answer, ...(statuses.length > 0 ? statuses : [200]))
  if (!isObject(answer.body)) fail('the body is not a JSON object', answer)
  return answer.body
}

/** The id of the resource in an answer. Errors: Failed where there is none. */
export function idIn(answer: Answer): string {
  const { body } = answer
  if (isObject(body) && typeof body.id === 'string' && body.id !== '') return body.id
  return fail('the resource has no id', answer)
}

/** A page of a list, its shape judged as far as its readers need it. */
export interface List {
  readonly answer: Answer
  readonly resources: readonly JsonObject[]
  readonly ids: readonly string[]
  readonly totalResults: number | undefined
  readonly body: JsonObject
}

/** Errors: Failed where the answer is not a ListResponse. */
export function listIn(answer: Answer): List {
  const body = resourceIn(answer)
  const resources: Json = body.Resources ?? []
  if (!Array.isArray(resources) || !resources.every(isObject)) fail('Resources is not an array of objects', answer)
  const objects = resources.filter(isObject)
  const total = body.totalResults
  if (total !== undefined && !(typeof total === 'number' && Number.isInteger(total) && total >= 0)) {
    fail(`totalResults is ${quote(total)}, not a whole number`, answer)
  }
  const ids = objects.flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
  return { answer, body, resources: objects, ids, totalResults: typeof total === 'number' ? total : undefined }
}

/** Errors: Failed where the resource lacks something, or holds something else. */
export function expectHas(actual: unknown, expected: Expected, answer: Answer): void {
  const found = isObject(actual) ? difference(expected, actual) : 'the body is not a JSON object'
  if (found !== undefined) fail(found, answer)
}

function detailOf({ body, headers }: Answer): string {
  if (isObject(body) && typeof body.detail === 'string') return ` (${quote(body.detail)})`
  const type = headers.get('content-type')
  return body === undefined && type ? ` with ${type}` : ''
}
