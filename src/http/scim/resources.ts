import type { Caller } from '../../directory/caller'
import type { Page, Query, Walk } from '../../directory/store'
import type { ResourceType } from '../../scim/attribute'
import { type Patch, readPatch } from '../../scim/patch'
import { type Projection, project } from '../../scim/projection'
import { etag, locationOf, type Represented, represent } from '../../scim/representation'
import { accept, type Draft } from '../../scim/resource'
import type { About, Answer } from './answer'
import type { Endpoint, Exchange } from './exchange'
import { projectionOf, searchIn } from './list-request'
import { nameInBody, nameInDocument } from './names'

type Reading = Pick<Caller, 'connection'>

/** A kind of resource as the endpoints need it. The projection comes along so that nothing is fetched which nobody asked for. */
export interface Kind<T extends Represented> {
  readonly type: ResourceType & { readonly name: About['type'] }
  /** The attribute by which people know a resource. */
  readonly called: string
  read(caller: Reading, id: string, projection?: Projection): Promise<T>
  list(caller: Reading, query: Query, projection?: Projection): Promise<Page<T>>
  walk(caller: Reading, walk: Walk, projection?: Projection): Promise<readonly T[]>
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
  const { type, called } = kind
  return {
    async read(exchange, id) {
      exchange.about({ type: type.name, id })
      const projection = projectionOf(type, searchIn(exchange.parameters))
      const stored = await kind.read(exchange, id, projection)
      const name = nameInDocument(stored.document, called)
      const about: About = { type: type.name, id, ...(name !== undefined && { name }) }
      if (exchange.preconditions.isKnown(stored)) return { status: 304, headers: { etag: etag(stored) }, about }
      exchange.preconditions.require(stored)
      return {
        ...answer(type, 200, stored, exchange, projection),
        about: { type: type.name, id, ...(name !== undefined && { name }) },
      }
    },

    async create(exchange) {
      exchange.about({ type: type.name })
      const projection = projectionOf(type, searchIn(exchange.parameters))
      const body = await exchange.body()
      exchange.about({ type: type.name, ...nameInBody(body, called) })
      const stored = await kind.create(exchange.writing(201), accept(type, body, exchange.remarks))
      return answer(type, 201, stored, exchange, projection)
    },

    async replace(exchange, id) {
      exchange.about({ type: type.name, id })
      const projection = projectionOf(type, searchIn(exchange.parameters))
      const draft = accept(type, await exchange.body(), exchange.remarks)
      return answer(type, 200, await kind.replace(exchange.writing(200), id, draft), exchange, projection)
    },

    async patch(exchange, id) {
      exchange.about({ type: type.name, id })
      const projection = projectionOf(type, searchIn(exchange.parameters))
      const changes = readPatch(type, await exchange.body(), exchange.remarks)
      const status = (stored: Represented) => (kind.answersPatch(stored, projection) ? 200 : 204)
      const stored = await kind.patch(exchange.writing(status), id, changes, projection)
      return answer(type, status(stored), stored, exchange, projection)
    },

    async remove(exchange, id) {
      exchange.about({ type: type.name, id })
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
): Answer {
  const headers = {
    etag: etag(stored),
    location: locationOf(type, stored.id, exchange.base),
  }
  return status === 204 ? { status, headers } : { status, body: write(type, stored, exchange, projection), headers }
}

/** A resource as the JSON text of an answer; only a projection makes it worth parsing. */
export function write(
  type: ResourceType,
  stored: Represented,
  { base }: Exchange,
  projection: Projection | undefined,
): string {
  const text = represent(type, stored, base)
  return projection ? JSON.stringify(project(type, JSON.parse(text), projection)) : text
}
