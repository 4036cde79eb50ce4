import type { RefusalCode } from '../directory/refusal'
import { Unavailable } from '../directory/unavailable'

/** An error outside SCIM, in the shape of RFC 9457. */
export function problem(
  status: number,
  title: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title, status, detail }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  })
}

const translations: Readonly<Record<RefusalCode, readonly [status: number, title: string]>> = {
  not_found: [404, 'Not found'],
  conflict: [409, 'Conflict'],
  invalid: [400, 'Bad request'],
  forbidden: [403, 'Forbidden'],
  stale: [409, 'Changed meanwhile'],
  held: [503, 'Held'],
}

/** The domain's refusal as a problem. */
export function refusalProblem({ code, message }: { readonly code: RefusalCode; readonly message: string }): Response {
  const [status, title] = translations[code]
  return problem(status, title, message)
}

/** That the database cannot be reached, as a problem. */
export function unavailableProblem({ detail, retryAfter }: Unavailable): Response {
  return problem(503, 'Unavailable', detail, { 'retry-after': String(retryAfter) })
}

/** The problem for what nobody has refused: the database is away, or else it is a bug, which the log has. */
export function thrownProblem(
  { log }: { readonly log: { error(fields: object, message: string): void } },
  { method }: Request,
  error: unknown,
): Response {
  if (error instanceof Unavailable) return unavailableProblem(error)
  log.error({ method, error }, 'a request failed unexpectedly')
  return problem(500, 'Internal error', 'Something went wrong on our side; the log of the server has more.')
}
