import type { Schema } from '../../scim/attribute'
import { describeResourceType, describeSchema, serviceProviderConfig } from '../../scim/discovery'
import type { JsonObject } from '../../scim/json'
import { representList } from '../../scim/representation'
import { ScimError } from '../../scim/scim-error'
import type { Answer } from './answer'
import type { Endpoint, Exchange } from './exchange'
import { limits } from './limits'

/** The discovery endpoints (RFC 7644 §4). A filter on them is refused, paging and sorting are passed over, as the RFC says. */
export function discoveryEndpoints(
  maxPayloadSize: number,
): Record<'serviceProviderConfig' | 'resourceTypes' | 'resourceType' | 'schemas' | 'schema', Endpoint> {
  return {
    serviceProviderConfig({ base, connection }) {
      const changesPasswords = connection.settings.passwordSync
      return one(serviceProviderConfig({ ...limits, maxPayloadSize, changesPasswords }, base))
    },

    resourceTypes: (exchange) =>
      all(
        exchange,
        typesOf(exchange).map((type) => describeResourceType(type, exchange.base)),
      ),

    resourceType: (exchange, id) => {
      const type = typesOf(exchange).find(({ name }) => name.toLowerCase() === id.toLowerCase())
      return type ? one(describeResourceType(type, exchange.base)) : missing('resource type', id)
    },

    schemas: (exchange) =>
      all(
        exchange,
        schemasOf(exchange).map((schema) => describeSchema(schema, exchange.base)),
      ),

    schema: (exchange, id) => {
      const schema = schemasOf(exchange).find((known) => known.id.toLowerCase() === id.toLowerCase())
      return schema ? one(describeSchema(schema, exchange.base)) : missing('schema', id)
    },
  }
}

const typesOf = ({ types: { user, group, offered } }: Exchange) => [user, group, ...offered]

/** Several types may have the same schema. */
function schemasOf(exchange: Exchange): readonly Schema[] {
  const all = typesOf(exchange).flatMap(({ schema, extensions }) => [schema, ...extensions.map((each) => each.schema)])
  return [...new Map(all.map((schema) => [schema.id.toLowerCase(), schema])).values()]
}

const one = (document: JsonObject): Answer => ({ status: 200, body: JSON.stringify(document) })

function all({ parameters }: Exchange, documents: readonly JsonObject[]): Answer {
  if (parameters('filter') !== undefined)
    throw new ScimError(403, 'Discovery endpoints cannot be filtered; ask for one by its id instead.')
  return {
    status: 200,
    body: representList(
      documents.map((document) => JSON.stringify(document)),
      { totalResults: documents.length, startIndex: 1 },
    ),
  }
}

function missing(what: string, id: string): never {
  throw new ScimError(404, `There is no ${what} called ${id}.`)
}
