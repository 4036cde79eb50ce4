import { randomBytes } from 'node:crypto'
import type { Connection } from '../../src/directory/connection'
import { type Directory, directory } from '../../src/directory/directory'
import { userKeys } from '../../src/directory/keys'
import type { StoredEvent } from '../../src/directory/request-event'
import { type ConnectionSettings, defaultSettings } from '../../src/directory/settings'
import { operator } from '../../src/directory/staff'
import type { Store } from '../../src/directory/store'
import type { Role } from '../../src/directory/user'
import { accessTokens } from '../../src/http/access-tokens'
import { annex } from '../../src/http/annex'
import { app } from '../../src/http/app'
import { front } from '../../src/http/front'
import { listen } from '../../src/http/listening'
import { origins } from '../../src/http/origin'
import { bases } from '../../src/http/scim/bases'
import { cursors } from '../../src/http/scim/cursor'
import { rateLimit } from '../../src/http/scim/rate-limit'
import { scimRoutes } from '../../src/http/scim/routes'
import { clear, newPlace, openStore, type Place } from '../support/place'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; an empty object where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  readonly json: any
}

export interface Access {
  readonly connection: Connection
  readonly token: string
}

/** The parts of the appliance put together around a store that the test can reach. It listens on a free port. */
export interface Assembly {
  readonly url: string
  readonly port: number
  readonly directory: Directory
  readonly store: Store
  readonly place: Place
  readonly errors: readonly object[]
  /** All there are, those included that are put together when something is first asked of them. */
  readonly routes: readonly { readonly method: string; readonly path: string }[]
  /** A new organization with its owner, `owner@<name>.example`, and a first connection. */
  organization(name: string): Promise<Access>
  /** One more connection in an organization. */
  connection(organizationId: string, settings?: Partial<ConnectionSettings>): Promise<Access>
  /** Somebody who belongs to no connection; their id. */
  person(
    organizationId: string,
    attributes: { readonly userName: string } & Readonly<Record<string, unknown>>,
    role?: Role,
  ): Promise<string>
  /** Sends `METHOD /path` as a connection, below /scim/v2 unless the path is a whole one. */
  ask(
    access: Access | undefined,
    request: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>
  /** The events of a connection in the order of their requests. */
  events(connection: Connection): Promise<readonly StoredEvent[]>
  /** The last of them. */
  lastEvent(access: Access): Promise<StoredEvent>
}

export interface Circumstances {
  readonly publicUrl?: string
  readonly trustedProxies?: readonly string[]
  readonly maxBodyBytes?: number
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

export async function assemble(circumstances: Circumstances = {}): Promise<Assembly> {
  const { now = Date.now } = circumstances
  const place = await newPlace()
  const store = await openStore(place)
  const errors: object[] = []
  const hall = directory({
    store,
    now,
    newId: Bun.randomUUIDv7,
    randomBytes,
    hashPassword: async (password) => `not argon2id, but quick: ${password}`,
    verifyPassword: async (password, hash) => hash === `not argon2id, but quick: ${password}`,
  })
  const surroundings = {
    directory: hall,
    origins: origins(circumstances.publicUrl, circumstances.trustedProxies ?? []),
    log: { error: (fields: object, message: string) => void errors.push({ ...fields, message }) },
    now,
    newId: Bun.randomUUIDv7,
    cursors: cursors(randomBytes(32), Date.now),
    accessTokens: accessTokens(randomBytes(32), Date.now),
    rateLimit: rateLimit(() => performance.now()),
    maxBodyBytes: circumstances.maxBodyBytes ?? 1_048_576,
    consoleSecret: randomBytes(32),
  }
  const isReady = async () => true
  const server = listen(front(surroundings, isReady), { hostname: '127.0.0.1', port: 0 })
  const port = server.port ?? 0
  const url = `http://127.0.0.1:${port}`
  running.push(async () => {
    await server.stop(true)
    await store.close()
    await clear(place)
  })

  async function events(connection: Connection): Promise<readonly StoredEvent[]> {
    await store.flush()
    const listed = await hall.events({ connectionId: connection.id, limit: 1000 })
    return [...listed].sort((one, other) => (one.id < other.id ? -1 : 1))
  }

  return {
    url,
    port,
    directory: hall,
    store,
    place,
    errors,
    routes: [
      ...app(surroundings, isReady, []).routes,
      ...annex(surroundings, [], []).routes,
      ...bases.flatMap((base) =>
        scimRoutes(surroundings).map(([method, path]) => ({ method, path: `${base}${path}` })),
      ),
    ],
    events,

    async organization(name) {
      const owner = `owner@${name.toLowerCase()}.example`
      const made = await hall.setUp({ organization: name, owner, password: 'long enough for one' })
      const connection = await hall.findConnection(made.connection.id)
      if (!connection) throw new Error('an organization without a connection')
      return { connection, token: made.token }
    },

    async connection(organizationId, settings) {
      const connection: Connection = {
        id: Bun.randomUUIDv7(),
        organizationId,
        name: 'Another identity provider',
        kind: 'scim',
        settings: { ...defaultSettings, ...settings },
        created: now(),
      }
      await store.write((tx) => tx.connections.insert(connection))
      return { connection, token: await hall.addToken(operator(connection.organizationId), connection.id, 'first') }
    },

    async person(organizationId, attributes, role = 'member') {
      const id = Bun.randomUUIDv7()
      const resource = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], id, active: true, ...attributes }
      const document = JSON.stringify(resource)
      const time = now()
      const keys = userKeys(resource, document)
      const person = { id, organizationId, document, keys, version: 1, created: time, modified: time }
      await store.write((tx) => tx.users.insert({ ...person, source: 'manual', role }))
      return id
    },

    async ask(access, request, body, headers) {
      const [method = '', path = ''] = [request.slice(0, request.indexOf(' ')), request.slice(request.indexOf(' ') + 1)]
      const below = /^\/(scim|api|assets|health|ready|swagger)/.test(path) ? path : `/scim/v2${path}`
      const sent = new Headers(headers)
      if (access && !sent.has('authorization')) sent.set('authorization', `Bearer ${access.token}`)
      if (body !== undefined && !sent.has('content-type')) sent.set('content-type', 'application/scim+json')
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
      const response = await fetch(url + below, { method, headers: sent, ...(text !== undefined && { body: text }) })
      const answered = await response.text()
      return { status: response.status, headers: response.headers, text: answered, json: jsonIn(answered) }
    },

    async lastEvent({ connection }) {
      const last = (await events(connection)).at(-1)
      if (!last) throw new Error('no event was left')
      return last
    },
  }
}

const running: (() => Promise<void>)[] = []

/** Ends all that were assembled. For `afterAll`. */
export async function endAssemblies(): Promise<void> {
  await Promise.all(running.splice(0).map((end) => end()))
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

export const urns = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  enterprise: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
} as const

export const user = (userName: string, attributes: object = {}) => ({ schemas: [urns.user], userName, ...attributes })
export const group = (displayName: string, members: readonly string[] = []) => ({
  schemas: [urns.group],
  displayName,
  members: members.map((value) => ({ value })),
})
export const patch = (...operations: readonly object[]) => ({ schemas: [urns.patch], Operations: operations })
