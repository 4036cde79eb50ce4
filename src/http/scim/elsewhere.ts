import { ScimError } from '../../scim/scim-error'
import type { Endpoint } from './exchange'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
/** `open` is what a connection may open to everybody. */
export type Route = readonly [method: Method, path: string, endpoint: Endpoint, access?: 'open']

/** Endpoints of RFC 7644 that this server does not have; it says so instead of "not found" (RFC 7644 §3.2, §3.11). */
const notImplemented: Readonly<Record<string, string>> = {
  Me: 'a connection is no person, so there is no resource that /Me could stand for',
}

/**
 * Answers what no route matched: a path with doubled or trailing slashes (from a base URL pasted with a slash at its end) is
 * answered as the route it means, another method of a known path is 405, the rest 501 or 404, in SCIM's terms.
 */
export function elsewhere(routes: readonly Route[]): Endpoint {
  return async (exchange) => {
    const { method } = exchange
    const segments = exchange.segments()
    const known = routesTo(segments, routes)
    const meant = known.find(([verb]) => verb === method)
    if (meant) return meant[2](exchange, segments[1] ?? '')
    if (method !== 'GET') await exchange.body().catch(() => undefined) // the event of a refusal keeps what was sent
    const path = `/${segments.join('/')}`
    if (known.length > 0) {
      const allowed = known.map(([verb]) => verb).join(', ')
      throw new ScimError(405, `${path} does not take ${method}, only ${allowed}.`, undefined, { allow: allowed })
    }
    const reason = notImplemented[segments.at(-1) ?? '']
    if (reason) throw new ScimError(501, `${path} is not implemented: ${reason}.`)
    throw new ScimError(404, `There is no endpoint ${path}; see /ResourceTypes for those there are.`)
  }
}

/** The routes whose path has these parts, whatever the method. */
function routesTo(segments: readonly string[], routes: readonly Route[]): readonly Route[] {
  return routes.filter(([, path]) => matches(partsOf(path), segments))
}

export const partsOf = (path: string): readonly string[] => path.split('/').filter((part) => part !== '')

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => part.startsWith(':') || part === segments[index])
  )
}
