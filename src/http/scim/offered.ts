import type { Directory } from '../../directory/directory'
import type { OfferedResource } from '../../directory/organization'
import type { Query, Walk } from '../../directory/stored-resource'
import type { ResourceType } from '../../scim/attribute'
import { holds } from '../../scim/holds'
import { projectText } from '../../scim/projection'
import { etag, locationOf, represent } from '../../scim/representation'
import { ScimError } from '../../scim/scim-error'
import { compareSortKeys, sortKey } from '../../scim/sort'
import { compareText } from '../../scim/text'
import type { Cursors } from './cursor'
import { elsewhere } from './elsewhere'
import type { Endpoint, Exchange } from './exchange'
import { projectionOf, searchIn } from './list-request'
import type { Listable } from './resources'
import { searchEndpoints } from './search'

/** Answers requests below the endpoints of types that an organization offers, such as /Roles; the rest `otherwise` answers. */
export function offeredEndpoints(directory: Directory, cursors: Cursors, otherwise: Endpoint): Endpoint {
  return (exchange, id) => {
    const [name] = exchange.segments()
    const type = exchange.types.offered.find(({ endpoint }) => endpoint === `/${name}`)
    if (!type) return otherwise(exchange, id)
    const { list, search } = searchEndpoints(() => [offeredKind(directory, type)], cursors)
    const below = elsewhere([
      ['GET', type.endpoint, list],
      ['POST', `${type.endpoint}/.search`, search],
      ['GET', `${type.endpoint}/:id`, (inner, resourceId) => read(directory, type, inner, resourceId)],
    ])
    return below(exchange, id)
  }
}

async function read(directory: Directory, type: ResourceType, exchange: Exchange, id: string) {
  const { connection, base, parameters, preconditions } = exchange
  const projection = projectionOf(type, searchIn(parameters))
  const stored = await directory.findOffer(connection.organizationId, type.name, id)
  if (!stored) throw new ScimError(404, `There is no ${type.name} with the id ${id}.`)
  const headers = { etag: etag(stored), location: locationOf(type, id, base) }
  if (preconditions.isKnown(stored)) return { status: 304, headers }
  preconditions.require(stored)
  return { status: 200, body: projectText(type, represent(type, stored, base), projection), headers }
}

/** A type as lists need it. There are never many of a type, so they are looked through in memory. */
export function offeredKind(directory: Directory, type: ResourceType): Listable<OfferedResource> {
  return {
    typeIn: () => type,
    called: 'displayName',
    async list(exchange, { offset, limit, ...query }) {
      const { organizationId } = exchange.connection
      if (!query.condition && !query.sort) return directory.offerPage(organizationId, type.name, { offset, limit })
      const found = await find(exchange, query)
      return { total: found.length, items: found.slice(offset, offset + limit).map(({ stored }) => stored) }
    },
    async walk(exchange, { from, direction, limit, ...query }) {
      const found = await find(exchange, query)
      const sign = direction === 'forward' ? 1 : -1
      const border = from && { id: from.id, ...(from.key !== undefined && { key: keyIn(from) }) }
      const beyond = border ? found.filter((item) => sign * inOrder(query.sort)(item, border) > 0) : found
      const items = direction === 'forward' ? beyond.slice(0, limit) : beyond.slice(-limit)
      return items.map(({ stored }) => stored)
    },
  }

  async function find({ connection }: Exchange, { condition, sort }: Pick<Query, 'condition' | 'sort'>) {
    const all = await directory.offers(connection.organizationId, type.name)
    const found: (Placed & { readonly stored: OfferedResource })[] = []
    for (const [index, stored] of all.entries()) {
      if (index % stretch === stretch - 1) await new Promise(setImmediate)
      // Without the base, as conditions and cursors have it: it has several names.
      const resource = JSON.parse(represent(type, stored, ''))
      if (condition && !holds(condition, resource)) continue
      const key = sort && sortKey(resource, sort.by)
      found.push({ id: stored.id, stored, ...(key !== undefined && { key }) })
    }
    return sort ? found.toSorted(inOrder(sort)) : found
  }
}

/** How many are looked at before others get their turn. */
const stretch = 500

/** Where something stands in a list. */
interface Placed {
  readonly id: string
  readonly key?: string | number
}

function inOrder(sort: Query['sort']) {
  const sign = sort?.order === 'descending' ? -1 : 1
  return (a: Placed, b: Placed) => sign * compareSortKeys(a.key, b.key) || compareText(a.id, b.id)
}

const keyIn = ({ key }: NonNullable<Walk['from']>) => (typeof key === 'boolean' ? Number(key) : key)
