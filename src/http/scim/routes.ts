import type { Represented } from '../../scim/representation'
import { bulkEndpoint } from './bulk'
import { discoveryEndpoints } from './discovery'
import { elsewhere, type Route } from './elsewhere'
import type { Surroundings } from './exchange'
import { groupKind, userKind } from './kinds'
import { offeredEndpoints, offeredKind } from './offered'
import { type Listable, resourceEndpoints } from './resources'
import { searchEndpoints } from './search'

/** The SCIM endpoints below a base. */
export function scimRoutes(surroundings: Surroundings): readonly Route[] {
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
  return [
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
    ['GET', '/ServiceProviderConfig', discovery.serviceProviderConfig, 'open'],
    ['GET', '/ResourceTypes', discovery.resourceTypes, 'open'],
    ['GET', '/ResourceTypes/:id', discovery.resourceType, 'open'],
    ['GET', '/Schemas', discovery.schemas, 'open'],
    ['GET', '/Schemas/:id', discovery.schema, 'open'],
  ]
}
