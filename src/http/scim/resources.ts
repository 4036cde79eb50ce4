import type { Caller } from '../../directory/caller'
import type { Page, Query, Walk } from '../../directory/stored-resource'
import type { ResourceType } from '../../scim/attribute'
import { patchWithoutBase } from '../../scim/locations'
import { type Patch, readPatch } from '../../scim/patch'
import { type Projection, projectText } from '../../scim/projection'
import { etag, locationOf, type Represented, represent } from '../../scim/representation'
import { accept, type Draft } from '../../scim/resource'
import type { ResourceTypes } from '../../scim/resource-types'
import { type About, type Answer, mediaType } from './answer'
import type { Endpoint, Exchange } from './exchange'
import { projectionOf, searchIn } from './list-request'
import { nameInBody, nameInDocument } from './names'

/** A kind of resource as lists need it. The projection comes along so that nothing is fetched which nobody asked for. */
export interface Listable<T extends Represented> {
  /** What events call it; absent where they do not tell of such resources. */
  readonly name?: About['type']
  /** Its type, as the organization has it. */
  typeIn(types: ResourceTypes): ResourceType
  /** The attribute by which people know a resource. */
  readonly called: string
  list(exchange: Exchange, query: Query, projection?: Projection): Promise<Page<T>>
  walk(exchange: Exchange, walk: Walk, projection?: Projection): Promise<readonly T[]>
}

/** A kind of resource that clients read and write. */
export interface Kind<T extends Represented> extends Listable<T> {
  readonly name: About['type']
  read(exchange: Exchange, id: string, projection?: Projection): Promise<T>
  create(caller: Caller, draft: Draft): Promise<T>
  replace(caller: Caller, id: string, draft: Draft): Promise<T>
  patch(caller: Caller, id: string, changes: Patch, projection?: Projection): Promise<T>
  delete(caller: Caller, id: string): Promise<void>
  /** Whether a PATCH that came to `stored` answers with the resource (200), or with nothing (204). */
  answersPatch(stored: Represented, projection?: Projection): boolean
}

/** The endpoints of one kind of resource but the lists (RFC 7644 §3.3, §3.4.1, §3.5, §3.6): the protocol around what the directory does. */
export function resourceEndpoints<T extends Represented>(
  kind: Kind<T>,
): Record<'read' | 'create' | 'replace' | 'patch' | 'remove', Endpoint> {
  const { name, typeIn, called } = kind
  return {
    async read(exchange, id) {
      const type = typeIn(exchange.types)
      exchange.about({ type: name, id })
      const projection = projectionOf(type, searchIn(exchange.parameters))
      const stored = await kind.read(exchange, id, projection)
      const own = nameInDocument(stored.document, called)
      const about: About = { type: name, id, ...(own !== undefined && { name: own }) }
      if (exchange.preconditions.isKnown(stored)) return { status: 304, headers: { etag: etag(stored) }, about }
      exchange.preconditions.require(stored)
      return answer(type, 200, stored, exchange, projection, about)
    },

    async create(exchange) {
      const type = typeIn(exchange.types)
      exchange.about({ type: name })
      const projection = projectionOf(type, searchIn(exchange.parameters))
      const body = await exchange.body()
      exchange.about({ type: name, ...nameInBody(body, called) })
      const stored = await kind.create(exchange.writing(201), accept(type, body, exchange.remarks))
      return answer(type, 201, stored, exchange, projection)
    },

    async replace(exchange, id) {
      const type = typeIn(exchange.types)
      exchange.about({ type: name, id })
      const projection = projectionOf(type, searchIn(exchange.parameters))
      const draft = accept(type, await exchange.body(), exchange.remarks)
      return answer(type, 200, await kind.replace(exchange.writing(200), id, draft), exchange, projection)
    },

    async patch(exchange, id) {
      const type = typeIn(exchange.types)
      exchange.about({ type: name, id })
      const projection = projectionOf(type, searchIn(exchange.parameters))
      const changes = patchWithoutBase(readPatch(type, await exchange.body(), exchange.remarks), exchange.base)
      const status = (stored: Represented) => (kind.answersPatch(stored, projection) ? 200 : 204)
      const stored = await kind.patch(exchange.writing(status), id, changes, projection)
      return answer(type, status(stored), stored, exchange, projection)
    },

    async remove(exchange, id) {
      exchange.about({ type: name, id })
      await kind.delete(exchange.writing(204), id)
      return { status: 204 }
    },
  }
}

function answer(
  type: ResourceType,
  status: number,
  stored: Represented,
  exchange: Exchange,
  projection: Projection | undefined,
  about?: About,
): Answer {
  const tag = etag(stored)
  const location = locationOf(type, stored.id, exchange.base)
  if (status === 204) return { status, headers: { etag: tag, location } }
  const body = projectText(type, represent(type, stored, exchange.base), projection)
  const headers = { 'content-type': mediaType, etag: tag, location }
  return about ? { status, body, headers, about } : { status, body, headers }
}
