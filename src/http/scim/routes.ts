import type { Represented } from '../../scim/representation'
import { bulkEndpoint } from './bulk'
import { discoveryEndpoints } from './discovery'
import { asksFor, elsewhere, type Route } from './elsewhere'
import { answering, type RouteContext, type Surroundings } from './exchange'
import { groupKind, userKind } from './kinds'
import { offeredEndpoints, offeredKind } from './offered'
import { type Listable, resourceEndpoints } from './resources'
import { searchEndpoints } from './search'

/** The bases the protocol is served at: the usual one, with the connection named, and two older names. */
export const bases = [
  '/scim/v2',
  '/scim/v2/connections/:connectionId',
  '/api/connect/v1/scim/2.0',
  '/api/connect/v1',
] as const

/** A method, or ALL of them, and a path in Elysia's words, with what answers requests for it. */
export type Answering = readonly [method: string, path: string, answer: (context: RouteContext) => Promise<Response>]

/** The SCIM endpoints below one base. Every request below it is authenticated, answered in SCIM's terms and logged, unknown paths included. */
export function scimRoutes(surroundings: Surroundings, base: (typeof bases)[number]): readonly Answering[] {
  const kinds = [userKind(surroundings.directory), groupKind(surroundings.directory)] as const
  const [users, groups] = [resourceEndpoints(kinds[0]), resourceEndpoints(kinds[1])]
  const discovery = discoveryEndpoints(surroundings.maxBodyBytes)
  const { directory, cursors } = surroundings
  const lists = (...of: readonly Listable<Represented>[]) => searchEndpoints(() => of, cursors)
  const everything = searchEndpoints(
    ({ offered }) => [...kinds, ...offered.map((type) => offeredKind(directory, type))],
    cursors,
  )
  const writes: readonly Route[] = [
    ['POST', '/Users', users.create],
    ['PUT', '/Users/:id', users.replace],
    ['PATCH', '/Users/:id', users.patch],
    ['DELETE', '/Users/:id', users.remove],
    ['POST', '/Groups', groups.create],
    ['PUT', '/Groups/:id', groups.replace],
    ['PATCH', '/Groups/:id', groups.patch],
    ['DELETE', '/Groups/:id', groups.remove],
  ]
  const routes: readonly Route[] = [
    ['GET', '/Users', lists(kinds[0]).list],
    ['POST', '/Users/.search', lists(kinds[0]).search],
    ['GET', '/Users/:id', users.read],
    ['GET', '/Groups', lists(kinds[1]).list],
    ['POST', '/Groups/.search', lists(kinds[1]).search],
    ['GET', '/Groups/:id', groups.read],
    ...writes,
    ['GET', '/', everything.list],
    ['POST', '/.search', everything.search],
    ['POST', '/Bulk', bulkEndpoint(offeredEndpoints(directory, cursors, elsewhere(writes)), surroundings)],
    ['GET', '/ServiceProviderConfig', discovery.serviceProviderConfig],
    ['GET', '/ResourceTypes', discovery.resourceTypes],
    ['GET', '/ResourceTypes/:id', discovery.resourceType],
    ['GET', '/Schemas', discovery.schemas],
    ['GET', '/Schemas/:id', discovery.schema],
  ]
  // What few still use is found by one route, which costs no time at the start.
  const direct = base.startsWith('/scim/v2') ? routes : []
  const isOpen = ([, , endpoint]: Route) => Object.values(discovery).includes(endpoint)
  const others = offeredEndpoints(directory, cursors, elsewhere(routes))
  const closed = answering(surroundings, base, others)
  const open = answering(surroundings, base, others, true)
  const openRoutes = routes.filter(isOpen)
  const either = ({ request, server, params }: RouteContext) =>
    (asksFor(request, base, openRoutes) ? open : closed)({ request, server, ...(params && { params }) })
  return [
    ...direct.map((route): Answering => {
      const [method, path, endpoint] = route
      return [method, base + path, answering(surroundings, base, endpoint, isOpen(route))]
    }),
    ['ALL', `${base}/`, either],
    ['ALL', `${base}/*`, either],
  ]
}
