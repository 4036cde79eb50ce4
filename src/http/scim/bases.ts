import { decoded, targetOf } from '../address'
import { elsewhere, partsOf, type Route } from './elsewhere'
import { answering, type RouteContext, type Surroundings } from './exchange'
import { offeredEndpoints } from './offered'

/** The bases the protocol is served at, longer ones first: with the connection named, the usual one, and two older names. */
export const bases = [
  '/scim/v2/connections/:connectionId',
  '/scim/v2',
  '/api/connect/v1/scim/2.0',
  '/api/connect/v1',
] as const

/**
 * Answers every request below a base: it is authenticated, answered in SCIM's terms and logged, unknown paths included.
 * Undefined for one that is below none.
 */
export function scim(surroundings: Surroundings, routes: readonly Route[]) {
  const places = bases.map((base) => ({
    pattern: new RegExp(`^${base.replace('.', '\\.').replace(':connectionId', '([^/]+)')}(?:/(.*))?$`),
    answer: belowBase(surroundings, base, routes),
  }))
  const strayed = answering(surroundings, '/scim/v2', elsewhere([]))
  return (request: Request, server: RouteContext['server']): Promise<Response> | undefined => {
    const { path } = targetOf(request)
    if (!path.startsWith('/scim/v2') && !path.startsWith('/api/connect/v1')) return undefined
    for (const { pattern, answer } of places) {
      const found = pattern.exec(path)
      if (found) return answer(request, server, found)
    }
    return strayed({ request, server })
  }
}

/** What answers requests for a path, by their method. */
type Answers = Readonly<Partial<Record<string, ReturnType<typeof answering>>>>

function belowBase(surroundings: Surroundings, base: (typeof bases)[number], routes: readonly Route[]) {
  const [collections, members] = [new Map<string, Answers>(), new Map<string, Answers>()]
  for (const [method, path, endpoint, access] of routes) {
    const [known, name] = path.endsWith('/:id')
      ? [members, path.slice(1, -'/:id'.length)]
      : [collections, path.slice(1)]
    const answer = answering(surroundings, base, endpoint, access === 'open')
    known.set(name, { ...known.get(name), [method]: answer })
  }
  const { directory, cursors } = surroundings
  const otherwise = answering(surroundings, base, offeredEndpoints(directory, cursors, elsewhere(routes)))
  const isNamed = base.includes(':connectionId')

  return (request: Request, server: RouteContext['server'], found: RegExpExecArray): Promise<Response> => {
    const below = found[isNamed ? 2 : 1] ?? ''
    const path = isTidy(below) ? below : partsOf(below).join('/')
    // A HEAD is answered as a GET; the server leaves the body out (RFC 9110 §9.3.2).
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const end = path.lastIndexOf('/')
    const answer =
      collections.get(path)?.[method] ?? members.get(path.slice(0, Math.max(0, end)))?.[method] ?? otherwise
    const id = decoded(path.slice(end + 1))
    return answer({
      request,
      server,
      params: isNamed ? { id, connectionId: decoded(found[1] ?? '') } : { id },
    })
  }
}

const isTidy = (path: string) => !path.startsWith('/') && !path.endsWith('/') && !path.includes('//')
