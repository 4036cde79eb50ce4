import { Refusal, type RefusalCode } from '../../directory/refusal'
import { Unavailable } from '../../directory/unavailable'
import type { ErrorBody } from '../../scim/scim-error'
import { ScimError, type ScimType } from '../../scim/scim-error'

export const mediaType = 'application/scim+json'

/** What is answered to a request, and whom the request was about, as far as that is known. */
export interface Answer {
  readonly status: number
  /** JSON text. */
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly about?: About
}

export interface About {
  readonly type: 'User' | 'Group'
  readonly id?: string
  readonly name?: string
}

export function toResponse({ status, body, headers }: Answer): Response {
  if (body === undefined) return new Response(null, { status, ...(headers && { headers }) })
  if (!headers) return new Response(body, { status, headers: jsonHeaders })
  return new Response(body, { status, headers: 'content-type' in headers ? headers : { ...jsonHeaders, ...headers } })
}

const jsonHeaders = { 'content-type': mediaType }

/** A ScimError as it is answered. */
export function refusal(error: ScimError): Answer & { readonly error: ErrorBody } {
  return { status: error.status, body: JSON.stringify(error.body), headers: error.headers, error: error.body }
}

const translations: Record<RefusalCode, readonly [status: number, scimType?: ScimType]> = {
  not_found: [404],
  conflict: [409, 'uniqueness'],
  invalid: [400, 'invalidValue'],
  forbidden: [403],
  stale: [412],
  held: [503],
}

/** The domain's refusals in the protocol's words, and that the database is away; undefined for what is neither, which is a bug. */
export function translate(error: unknown): ScimError | undefined {
  if (error instanceof ScimError) return error
  if (error instanceof Unavailable) return new ScimError(503, error.detail, undefined, retryingAfter(error.retryAfter))
  if (!(error instanceof Refusal)) return undefined
  const [status, scimType] = translations[error.code]
  const { message, retryAfter } = error
  return new ScimError(status, message, scimType, retryAfter === undefined ? {} : retryingAfter(retryAfter))
}

const retryingAfter = (seconds: number) => ({ 'retry-after': String(seconds) })
