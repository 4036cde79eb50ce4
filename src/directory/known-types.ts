import { type ResourceTypes, standardTypes } from '../scim/resource-types'
import type { Connection } from './connection'
import { readDefinitions, resourceTypesWith } from './definitions'
import type { StoredDefinitions } from './organization'
import type { Store } from './store'

/** The resource types of organizations. Equal definitions give the same objects again, which much that is derived from them hangs on. */
export interface KnownTypes {
  /** As they were when the connection was read: its digest names them, so nothing stale is ever given. */
  ofConnection(connection: Pick<Connection, 'organizationId' | 'definitions'>): Promise<ResourceTypes>
  ofOrganization(organizationId: string): Promise<ResourceTypes>
}

/** For how many different definitions the types are kept; with what is compiled from them each takes a third of a megabyte. */
const most = 100

export function knownTypes({ definitions }: Pick<Store, 'definitions'>): KnownTypes {
  const known = new Map<string, ResourceTypes>()

  function keep(digest: string, types: ResourceTypes): ResourceTypes {
    known.delete(digest)
    known.set(digest, types)
    const oldest = known.size > most ? known.keys().next().value : undefined
    if (oldest !== undefined) known.delete(oldest)
    return types
  }

  function typesOf(stored: StoredDefinitions | undefined): ResourceTypes {
    if (!stored) return standardTypes
    return keep(stored.digest, known.get(stored.digest) ?? resourceTypesWith(readDefinitions(stored)))
  }

  return {
    async ofConnection({ organizationId, definitions: digest }) {
      if (digest === undefined) return standardTypes
      const types = known.get(digest)
      return types ? keep(digest, types) : typesOf(await definitions.find(organizationId))
    },
    ofOrganization: async (organizationId) => typesOf(await definitions.find(organizationId)),
  }
}
