import type { Json } from '../scim/json'
import type { Answer, Request } from './answer'
import type { Settings } from './options'
import { Failed, fail, Stopped } from './verdict'

/** Makes requests of one server, within the bounds of a run. */
export interface Client {
  /** Errors: Failed where no answer that can be read comes back; Stopped where no more requests may be made, but for clearing up. */
  exchange(request: Request, isClearingUp: boolean): Promise<Answer>
  /** How many requests were made. */
  spent(): number
}

const patience = { waits: 5, longestWait: 30_000, unanswered: 5, largestBody: 16 * 1024 * 1024, deepest: 200 }

export function createClient(settings: Settings): Client {
  const { now, wait } = settings
  const { origin, pathname } = new URL(settings.url)
  const root = origin + pathname.replace(/\/+$/, '')
  const end = now() + settings.duration
  let requests = 0
  let unanswered = 0

  const ask = async (request: Request, isClearingUp: boolean): Promise<Answer> => {
    if (unanswered >= patience.unanswered) throw new Stopped(`${settings.url} has stopped answering`)
    const isBounded = !isClearingUp
    if (isBounded && requests >= settings.requests)
      throw new Stopped(`${settings.requests} requests are as many as may be made`)
    if (isBounded && now() >= end) throw new Stopped(`${settings.duration / 60_000} minutes are as long as it may take`)
    requests++
    try {
      const answer = await exchange(root + request.path, request, settings)
      unanswered = 0
      return answer
    } catch (error) {
      unanswered++
      throw error
    }
  }

  return {
    async exchange(request, isClearingUp) {
      let answer = await ask(request, isClearingUp)
      for (let waits = 0; answer.status === 429 && waits < patience.waits; waits++) {
        const given = answer.headers.get('retry-after') ?? ''
        const seconds = /^\d{1,9}$/.test(given) ? Number(given) : 2 ** waits
        await wait(Math.max(0, Math.min(seconds * 1000, patience.longestWait, end - now())))
        answer = await ask(request, isClearingUp)
      }
      return answer
    },
    spent: () => requests,
  }
}

/** A server may have closed the connection behind its last answer; that is no failure, so a second one is tried. */
async function exchange(url: string, request: Request, settings: Settings): Promise<Answer> {
  try {
    return await attempt(url, request, settings, true)
  } catch (error) {
    if (!(error instanceof Broken)) throw error
  }
  try {
    return await attempt(url, request, settings, false)
  } catch (error) {
    throw error instanceof Broken ? nothingBack(request, `no answer (${error.message})`) : error
  }
}

/** A connection that broke off before the answer was there. */
class Broken extends Error {}

function nothingBack(request: Request, sentence: string): Failed {
  return new Failed([{ sentence, answer: { request, status: 0, headers: new Headers(), text: '', body: undefined } }])
}

/** A redirection is an answer like any other: the token must not travel to where it points. */
async function attempt(
  url: string,
  request: Request,
  { fetch, timeout }: Settings,
  keepalive: boolean,
): Promise<Answer> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), timeout)
  const { method, headers, text } = request
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      keepalive,
      signal: controller.signal,
      ...(text !== undefined && { body: text }),
    })
    const received = await read(response, request)
    return { request, status: response.status, headers: response.headers, text: received, body: parse(received) }
  } catch (error) {
    if (error instanceof Failed) throw error
    if (controller.signal.aborted) throw nothingBack(request, `no answer within ${timeout / 1000} seconds`)
    throw new Broken(error instanceof Error ? error.message : String(error))
  } finally {
    clearTimeout(timer)
  }
}

async function read(response: Response, request: Request): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  const reader = response.body?.getReader()
  for (;;) {
    const { value } = (await reader?.read()) ?? {}
    if (!value) break
    parts.push(value)
    size += value.byteLength
    if (size <= patience.largestBody) continue
    await reader?.cancel()
    const answer = { request, status: response.status, headers: response.headers, text: '', body: undefined }
    fail(`the answer is larger than ${patience.largestBody} bytes`, answer)
  }
  const bytes = new Uint8Array(size)
  parts.reduce((at, part) => {
    bytes.set(part, at)
    return at + part.byteLength
  }, 0)
  return new TextDecoder().decode(bytes)
}

/** What nests absurdly deep counts as no JSON: nothing that reads it could be sure to come back. */
function parse(text: string): Json | undefined {
  try {
    return isDeep(text) ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function isDeep(text: string): boolean {
  let depth = 0
  let isInText = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (isInText && character === '\\') at++
    else if (character === '"') isInText = !isInText
    else if (!isInText && (character === '[' || character === '{')) depth++
    else if (!isInText && (character === ']' || character === '}')) depth--
    if (depth > patience.deepest) return true
  }
  return false
}
