import { randomBytes } from 'node:crypto'
import { accessTokens } from '../../src/http/access-tokens'
import { front } from '../../src/http/front'
import { origins } from '../../src/http/origin'
import { cursors } from '../../src/http/scim/cursor'
import { rateLimit } from '../../src/http/scim/rate-limit'
import type { Access, Answer, Assembly } from '../http/assembly'

/** The HTTP surface of an assembly once more, by a clock of its own; it is asked directly, without a network. */
export interface Timed {
  /** Lets so many ms pass. */
  pass(ms: number): void
  /** Sends `METHOD /path`, below /scim/v2 unless the path is a whole one; text goes as a form unless a type is given. */
  ask(
    access: Access | undefined,
    request: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>
}

export function timed({ directory, errors }: Assembly): Timed {
  let now = Date.UTC(2030, 0, 1)
  const clock = () => now
  const answer = front(
    {
      directory,
      origins: origins(undefined, []),
      log: { error: (fields, message) => void (errors as object[]).push({ ...fields, message }) },
      now: clock,
      newId: Bun.randomUUIDv7,
      cursors: cursors(randomBytes(32), clock),
      accessTokens: accessTokens(randomBytes(32), clock),
      rateLimit: rateLimit(clock),
      maxBodyBytes: 100_000,
      consoleSecret: randomBytes(32),
    },
    async () => true,
  )
  return {
    pass(ms) {
      now += ms
    },
    async ask(access, request, body, headers) {
      const [method = '', path = ''] = [request.slice(0, request.indexOf(' ')), request.slice(request.indexOf(' ') + 1)]
      const below = /^\/(scim|api|oauth2)/.test(path) ? path : `/scim/v2${path}`
      const sent = new Headers(headers)
      if (access && !sent.has('authorization')) sent.set('authorization', `Bearer ${access.token}`)
      const isForm = typeof body === 'string'
      if (body !== undefined && !sent.has('content-type')) {
        sent.set('content-type', isForm ? 'application/x-www-form-urlencoded' : 'application/scim+json')
      }
      const text = isForm ? body : JSON.stringify(body)
      const response = await answer(
        new Request(`http://scim.harbor.example${below}`, {
          method,
          headers: sent,
          ...(body !== undefined && { body: text }),
        }),
        null,
      )
      const answered = await response.text()
      const json = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(answered) : {}
      return { status: response.status, headers: response.headers, text: answered, json }
    },
  }
}
