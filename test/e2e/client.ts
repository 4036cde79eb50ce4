import { flagsFor, type Place } from '../support/place'
import { rollcall } from '../support/rollcall'

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
export type Json = any

export interface Answer {
  readonly status: number
  readonly json: Json
}

/** Sends `METHOD /path` with a token; a connection that breaks off is an error. */
export type Client = (request: string, body?: unknown) => Promise<Answer>

export function client(endpoint: string, token: string, userAgent = 'test'): Client {
  return async (request, body) => {
    const [method = '', path = ''] = request.split(/ (.*)/s)
    const response = await fetch(endpoint + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': userAgent,
        ...(body !== undefined && { 'content-type': 'application/scim+json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) }
  }
}

/** The same for what must succeed. */
export async function must(answer: Promise<Answer>): Promise<Json> {
  const { status, json } = await answer
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(json)}`)
  return json
}

/**
 * The event log as `rollcall events --json` prints it, of a server that runs or that does not. What wrote nothing is in it
 * only after a while: it is waited for until there are `atLeast` so many.
 */
export async function eventsOf(place: Place, organization = 'Harbor', atLeast = 0): Promise<Json[]> {
  const words = ['events', '--organization', organization, ...flagsFor(place), '--json', '--limit', '1000000']
  const deadline = performance.now() + 5_000
  for (;;) {
    const { code, stdout, stderr } = await rollcall(words)
    if (code !== 0) throw new Error(stderr)
    const lines = stdout.split('\n').filter(Boolean)
    if (lines.length >= atLeast || performance.now() > deadline) return lines.map((line) => JSON.parse(line))
  }
}

export const schemas = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  enterprise: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
} as const

export const user = (userName: string, attributes: object = {}) => ({
  schemas: [schemas.user],
  userName,
  ...attributes,
})
export const group = (displayName: string) => ({ schemas: [schemas.group], displayName })
export const patch = (...operations: readonly object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: operations,
})

/** Waits for something to hold, for ten seconds at the most unless more (ms) are granted. */
export async function until(holds: () => boolean, patience = 10_000): Promise<void> {
  const deadline = performance.now() + patience
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('what was waited for has not come')
    await Bun.sleep(2)
  }
}
