import { type Appliance, open, start } from '../../src/appliance'
import { operator } from '../../src/directory/staff'
import { createLog } from '../../src/log'
import { clear, configAt, newPlace, type Place } from '../support/place'

export const acme = 'urn:acme:schemas:2.0:User'
export const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  readonly json: any
}

/** An appliance with an organization and a connection to it. */
export interface Harbor {
  readonly directory: Appliance['directory']
  readonly place: Place
  readonly organizationId: string
  readonly connectionId: string
  readonly url: string
  readonly token: string
  /** Sends `METHOD /path` below /scim/v2, as another connection where a token is given. */
  ask(request: string, body?: unknown, token?: string): Promise<Answer>
  /** Creates a user, who must be taken. */
  create(attributes: object): Promise<Answer['json']>
  patch(id: string, ...operations: readonly object[]): Promise<Answer>
  /** Defines attributes behind the URN `acme`. */
  define(...attributes: readonly object[]): Promise<void>
  /** Does something as another process on the same data. */
  elsewhere<T>(act: (directory: Appliance['directory']) => Promise<T>): Promise<T>
  /** Another organization: its id and a token. */
  another(name: string): Promise<{ readonly id: string; readonly token: string }>
}

const running: (() => Promise<void>)[] = []
let people = 0

export async function harbor(): Promise<Harbor> {
  const place = await newPlace()
  const config = configAt(place)
  const log = createLog({ level: 'error', format: 'json' })
  const appliance = await start(config, log)
  running.push(async () => {
    await appliance.stop()
    await clear(place)
  })
  const { directory, url } = appliance
  const setUp = (organization: string) =>
    directory.setUp({ organization, owner: 'owner@harbor.example', password: 'long enough for one' })
  const { organization, connection, token } = await setUp('Harbor')

  async function ask(request: string, body?: unknown, as = token): Promise<Answer> {
    const [method = '', ...path] = request.split(' ')
    const response = await fetch(`${url}/scim/v2${path.join(' ')}`, {
      method,
      headers: { authorization: `Bearer ${as}`, 'content-type': 'application/scim+json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, json: text ? JSON.parse(text) : undefined }
  }

  return {
    directory,
    place,
    organizationId: organization.id,
    connectionId: connection.id,
    url,
    token,
    ask,
    async create(attributes) {
      const { status, json } = await ask('POST /Users', {
        schemas: [core],
        userName: `person${++people}`,
        ...attributes,
      })
      if (status !== 201) throw new Error(JSON.stringify(json))
      return json
    },
    patch: (id, ...Operations) => ask(`PATCH /Users/${id}`, { schemas: [patchOp], Operations }),
    async define(...attributes) {
      // What a test writes down is JSON.
      await directory.define(operator(organization.id), JSON.parse(JSON.stringify({ id: acme, attributes })))
    },
    async elsewhere(act) {
      const other = await open(config)
      try {
        return await act(other.directory)
      } finally {
        await other.close()
      }
    },
    async another(name) {
      const made = await setUp(name)
      return { id: made.organization.id, token: made.token }
    },
  }
}

/** Ends all that were started. For `afterAll`. */
export async function endHarbors(): Promise<void> {
  await Promise.all(running.splice(0).map((end) => end()))
}
