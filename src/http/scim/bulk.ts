import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { isObject, type Json, member } from '../../scim/json'
import type { Leniency } from '../../scim/leniency'
import { missingSchemas } from '../../scim/quirks'
import { invalid, ScimError } from '../../scim/scim-error'
import { urns } from '../../scim/urns'
import { type Answer, translate } from './answer'
import { arrange, type Operation, type Step } from './bulk-plan'
import { type References, references } from './bulk-references'
import type { Endpoint, Exchange, Surroundings } from './exchange'
import { limits } from './limits'

/** A BulkRequest (RFC 7644 §3.7). */
export const bulkRequest = Type.Object(
  {
    failOnErrors: Type.Optional(
      Type.Integer({ minimum: 1, description: 'After how many errors the rest is left undone.' }),
    ),
    Operations: Type.Array(
      Type.Object({
        method: Type.String({ description: 'POST, PUT, PATCH or DELETE.' }),
        path: Type.String({ description: 'The path of a resource or of an endpoint, below the base.' }),
        bulkId: Type.Optional(
          Type.String({ minLength: 1, description: 'What other operations call the resource this one makes.' }),
        ),
        version: Type.Optional(Type.String({ description: 'The entity tag the resource must have.' })),
        data: Type.Optional(Type.Unknown({ description: 'The body.' })),
      }),
    ),
  },
  { title: 'BulkRequest', description: 'Several requests at once (RFC 7644 §3.7).' },
)

/**
 * Carries out many operations in one request (RFC 7644 §3.7). Each has its own answer and its own event; those that do not
 * depend on each other are under way together, and are committed together, where that keeps their order. `single` answers
 * an operation.
 */
export function bulkEndpoint(
  single: Endpoint,
  { directory, newId }: Pick<Surroundings, 'directory' | 'newId'>,
): Endpoint {
  return async (exchange) => {
    const { failOnErrors, Operations } = read(await exchange.body(), exchange.remarks)
    const operations = Operations.map((each) => operationOf(each, exchange.base, newId))
    const ids = idsOf(operations)
    const refs = references(operations.flatMap(({ bulkId }) => bulkId ?? []))
    const answers = new Map<Operation, Promise<Answer>>()
    let errors = 0
    for (const step of arrange(operations, refs)) {
      const handedOver = Promise.withResolvers<void>()
      const answer = carryOut(exchange, step, { ids, refs }, answers, single, handedOver.resolve)
      answers.set(step.operation, answer)
      // Writes are carried out in the order in which they are handed over; hashing a password comes in between.
      const { passwordSync } = exchange.connection.settings
      const isAlone = passwordSync || !directory.keepsOrder
      await (isAlone ? answer : Promise.race([handedOver.promise, answer]))
      if (failOnErrors === undefined) continue
      if ((await answer).status >= 400 && ++errors >= failOnErrors) break
    }
    const described: string[] = []
    for (const operation of operations) {
      const answer = await answers.get(operation)
      if (answer) described.push(describe(operation, answer, exchange.base, { ids, refs }))
    }
    return { status: 200, body: `{"schemas":["${urns.bulkResponse}"],"Operations":[${described.join()}]}` }
  }
}

function read(body: Json, leniency: Leniency): Static<typeof bulkRequest> {
  if (!isObject(body)) throw invalid('invalidSyntax', 'The body must be a JSON object, a BulkRequest.')
  missingSchemas(body, urns.bulkRequest, leniency)
  const failOnErrors = member(body, 'failOnErrors')
  const list = member(body, 'Operations')
  if (Array.isArray(list) && list.length > limits.maxOperations) {
    throw new ScimError(
      413,
      `The request holds ${list.length} operations; at most ${limits.maxOperations} are taken at once.`,
    )
  }
  const Operations = Array.isArray(list) ? list.map(withKnownNames) : list
  const request = { Operations, ...(failOnErrors !== undefined && failOnErrors !== null && { failOnErrors }) }
  if (Value.Check(bulkRequest, request)) return request
  const wrong = Value.Errors(bulkRequest, request).First()
  throw invalid(
    'invalidSyntax',
    `${wrong?.path.slice(1).replaceAll('/', '.')} in a BulkRequest is not as it must be: ${wrong?.message}.`,
  )
}

/** An operation's members under the RFC's own names, whatever their case; null is as good as absent. */
function withKnownNames(operation: Json): Json {
  if (!isObject(operation)) return operation
  const names = ['method', 'path', 'bulkId', 'version', 'data']
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = member(operation, name)
      return value === undefined || value === null ? [] : [[name, value]]
    }),
  )
}

function operationOf(
  { method, path, bulkId, version, data }: Static<typeof bulkRequest>['Operations'][number],
  base: string,
  newId: () => string,
): Operation {
  const verb = method.toUpperCase()
  const below = (path.startsWith(base) ? path.slice(base.length) : path).replaceAll(/\/bulkId%3A/gi, '/bulkId:')
  return {
    method: verb,
    path: below.startsWith('/') ? below : `/${below}`,
    ...(bulkId !== undefined && { bulkId }),
    ...(version !== undefined && { version }),
    // What was parsed as JSON is JSON.
    ...(data !== undefined && { data: data as Json }),
    ...(verb === 'POST' && { newId: newId() }),
  }
}

function idsOf(operations: readonly Operation[]): Map<string, string> {
  const ids = new Map<string, string>()
  for (const { bulkId, newId } of operations) {
    if (bulkId === undefined || newId === undefined) continue
    if (ids.has(bulkId)) throw invalid('invalidValue', `Two operations make a resource with the bulkId ${bulkId}.`)
    ids.set(bulkId, newId)
  }
  return ids
}

/** The ids that bulkIds stand for, and what finds references to them. */
interface Known {
  readonly ids: Map<string, string>
  readonly refs: References
}

async function carryOut(
  exchange: Exchange,
  { operation, after, isCircular }: Step,
  { ids, refs }: Known,
  answers: ReadonlyMap<Operation, Promise<Answer>>,
  single: Endpoint,
  onWriting: () => void,
): Promise<Answer> {
  let failed: Operation | undefined
  for (const other of after) {
    if (((await answers.get(other))?.status ?? 500) >= 400) failed = other
  }
  const missing: string[] = []
  const idOf = (bulkId: string) => {
    const id = ids.get(bulkId)
    if (id === undefined) missing.push(bulkId)
    return id
  }
  const { method, path, data, version, newId } = operation
  const request = {
    method,
    path: String(refs.replaced(path, idOf)),
    ...(data !== undefined && { body: refs.replaced(data, idOf) }),
    ...(version !== undefined && { version }),
    ...(newId !== undefined && { newId }),
    onWriting,
  }
  const answered = await exchange.nested(request, (inner, id) => {
    if (failed) {
      throw new ScimError(409, `The operation with the bulkId ${failed.bulkId}, which this one refers to, has failed.`)
    }
    if (inner.remarks.isStrict && method === 'POST' && operation.bulkId === undefined)
      throw invalid('invalidValue', 'A POST in a bulk request needs a bulkId (RFC 7644 §3.7).')
    if (missing.length > 0)
      throw invalid('invalidValue', `No operation of this request makes a resource with the bulkId ${missing[0]}.`)
    if (!['POST', 'PUT', 'PATCH', 'DELETE'].includes(method))
      throw invalid('invalidSyntax', `${method} cannot be part of a bulk request; POST, PUT, PATCH and DELETE can.`)
    return isCircular ? unlessCircular(() => single(inner, id)) : single(inner, id)
  })
  // A POST that adopts somebody makes nobody: who is meant from now on is the one it met.
  const made = answered.headers?.location?.split('/').at(-1)
  if (operation.bulkId !== undefined && newId !== undefined && made !== undefined) ids.set(operation.bulkId, made)
  return answered
}

/** A circle of references that cannot be is a conflict between the operations (RFC 7644 §3.7.1), not a mistake in one of them. */
async function unlessCircular(work: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    const refused = translate(error)
    if (refused?.status !== 400) throw error
    throw new ScimError(
      409,
      `The operation is part of a circle of references that cannot be resolved: ${refused.detail}`,
    )
  }
}

function describe(
  { method, path, bulkId }: Operation,
  { status, body, headers }: Answer,
  base: string,
  { ids, refs }: Known,
): string {
  const location = method === 'POST' ? headers?.location : base + String(refs.replaced(path, (id) => ids.get(id)))
  const parts = { method, bulkId, version: headers?.etag, location, status: String(status) }
  return status >= 400 ? `${JSON.stringify(parts).slice(0, -1)},"response":${body}}` : JSON.stringify(parts)
}
