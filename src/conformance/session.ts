import { isObject, type Json, type JsonObject } from '../scim/json'
import { urns } from '../scim/urns'
import type { Answer } from './answer'
import type { Client } from './client'
import { below } from './location'
import type { Server } from './server'
import { Failed, Stopped } from './verdict'

export interface Sending {
  readonly body?: Json
  /** Sent as it is, in place of `body`. */
  readonly text?: string
  /** In addition to, or in place of, the usual ones; an empty one is not sent. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What a check has in its hands: requests, names that nothing else has, and the removal of what it created. */
export interface Session {
  readonly server: Server
  send(method: string, path: string, sending?: Sending): Promise<Answer>
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
  post(path: string, body: Json, headers?: Readonly<Record<string, string>>): Promise<Answer>
  put(path: string, body: Json, headers?: Readonly<Record<string, string>>): Promise<Answer>
  patch(path: string, operations: readonly Json[], headers?: Readonly<Record<string, string>>): Promise<Answer>
  delete(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
  unique(word: string): string
  /** All that was exchanged, in its order. */
  readonly exchanges: readonly Answer[]
  /** Removes what was created, and settles with the paths of what could not be removed. */
  close(): Promise<readonly string[]>
}

export interface Identity {
  readonly token: string
  /** A word that no other run has. */
  readonly run: string
  /** Counts within the run. */
  readonly next: () => number
}

export const mediaType = 'application/scim+json'

export function openSession(client: Client, server: Server, { token, run, next }: Identity): Session {
  const usual = { accept: mediaType, authorization: token.includes(' ') ? token : `Bearer ${token}` }
  const exchanges: Answer[] = []
  const created = new Set<string>()

  async function send(
    method: string,
    path: string,
    { body, text, headers = {} }: Sending = {},
    isClearingUp = false,
  ): Promise<Answer> {
    const content = text ?? (body === undefined ? undefined : JSON.stringify(body))
    const all = { ...usual, ...(content !== undefined && { 'content-type': mediaType }), ...headers }
    const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
    const request = { method, path, headers: sent, ...(content !== undefined && { text: content }) }
    const answer = await client.exchange(request, isClearingUp)
    exchanges.push(answer)
    for (const made of createdBy(answer, server)) created.add(made)
    if (method === 'DELETE' && (answer.status === 204 || answer.status === 404)) created.delete(path)
    return answer
  }

  return {
    server,
    exchanges,
    send: (method, path, sending) => send(method, path, sending),
    get: (path, headers) => send('GET', path, headers && { headers }),
    post: (path, body, headers) => send('POST', path, { body, ...(headers && { headers }) }),
    put: (path, body, headers) => send('PUT', path, { body, ...(headers && { headers }) }),
    patch: (path, Operations, headers) =>
      send('PATCH', path, { body: { schemas: [urns.patchOp], Operations }, ...(headers && { headers }) }),
    delete: (path, headers) => send('DELETE', path, headers && { headers }),
    unique: (word) => `${run}-${word}-${next()}`,
    async close() {
      // Groups come behind their members, and go before them.
      for (const path of [...created].reverse()) await send('DELETE', path, {}, true).catch(passOver)
      return [...created]
    },
  }
}

/** Nobody answered: what was to be removed stays on the list of what could not be. */
function passOver(error: unknown): void {
  if (!(error instanceof Failed || error instanceof Stopped)) throw error
}

/** The paths of the resources that an answer says were created. */
function createdBy({ request, status, headers, body }: Answer, { url }: Server): readonly string[] {
  const path = request.path.split('?')[0] ?? ''
  if (request.method !== 'POST' || path.endsWith('/.search')) return []
  if (path === '/Bulk') {
    const operations = isObject(body) && Array.isArray(body.Operations) ? body.Operations.filter(isObject) : []
    return operations.filter(isCreation).flatMap(({ location }) => below(url, location))
  }
  if (status !== 201) return []
  if (isObject(body) && typeof body.id === 'string') return [`${path}/${encodeURIComponent(body.id)}`]
  return below(url, headers.get('location'))
}

function isCreation({ method, status }: JsonObject): boolean {
  const code = isObject(status) ? status.code : status
  return method === 'POST' && String(code) === '201'
}
