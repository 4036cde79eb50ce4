import { isObject, type Json, type JsonObject } from '../../src/scim/json'

export type Members = Record<string, Json>

/** A request on its way to the appliance, which a breakage may change. */
export interface Asked {
  method: string
  /** Below the base, without its query. */
  path: string
  readonly query: URLSearchParams
  readonly headers: Headers
  body: Json | undefined
}

/** An answer on its way back. */
export interface Answered {
  status: number
  readonly headers: Headers
  body: Json | undefined
}

/** One thing that a server does wrong. */
export interface Breakage {
  readonly does: string
  /** Which checks are made at all, so that not everything is asked each time. */
  readonly only?: string
  readonly ask?: (asked: Asked) => void
  readonly answer?: (answered: Answered, asked: Asked) => void
}

/** The appliance as it would be if it were broken so. */
export function broken({ ask, answer }: Breakage, base: string) {
  return async (url: string, init: RequestInit): Promise<Response> => {
    const { pathname, searchParams } = new URL(url)
    const text = typeof init.body === 'string' ? init.body : undefined
    const asked: Asked = {
      method: init.method ?? 'GET',
      path: pathname.slice(new URL(base).pathname.length),
      query: searchParams,
      headers: new Headers(init.headers),
      body: parse(text),
    }
    ask?.(asked)
    const query = asked.query.size > 0 ? `?${asked.query}` : ''
    const sent = asked.body === undefined ? text : JSON.stringify(asked.body)
    const response = await fetch(`${base}${asked.path}${query}`, {
      ...init,
      method: asked.method,
      headers: asked.headers,
      ...(asked.method === 'GET' ? { body: null } : sent !== undefined && { body: sent }),
    })
    const received = await response.text()
    const answered: Answered = { status: response.status, headers: response.headers, body: parse(received) }
    answer?.(answered, asked)
    const bare = [101, 204, 205, 304].includes(answered.status)
    const content = answered.body === undefined ? received : JSON.stringify(answered.body)
    return new Response(bare ? null : content, { status: answered.status, headers: answered.headers })
  }
}

function parse(text: string | undefined): Json | undefined {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Changes every resource in an answer: the one, or those of a list. */
export function eachResource(change: (resource: Members) => void): NonNullable<Breakage['answer']> {
  return (answered) => {
    const { body } = answered
    if (!isObject(body)) return
    if (!Array.isArray(body.Resources)) {
      if (answered.status < 300) answered.body = changed(body, change)
      return
    }
    const resources = body.Resources.map((each) => (isObject(each) ? changed(each, change) : each))
    answered.body = { ...body, Resources: resources }
  }
}

export function changed(object: JsonObject, change: (members: Members) => void): JsonObject {
  const members: Members = { ...object }
  change(members)
  return members
}

/** Changes the body of a request, where it is an object. */
export function body(change: (members: Members) => void, when: (asked: Asked) => boolean = () => true) {
  return (asked: Asked) => {
    if (isObject(asked.body) && when(asked)) asked.body = changed(asked.body, change)
  }
}

/** Changes the body of an answer, where it is an object. */
export function answerBody(
  change: (members: Members) => void,
  when: (asked: Asked, answered: Answered) => boolean = () => true,
): NonNullable<Breakage['answer']> {
  return (answered, asked) => {
    if (isObject(answered.body) && when(asked, answered)) answered.body = changed(answered.body, change)
  }
}

export const isDiscovery = ({ path }: Asked) => /^\/(ServiceProviderConfig|ResourceTypes|Schemas)/.test(path)
export const isList = ({ method, path }: Asked) => method === 'GET' && /^\/(Users|Groups)?\/?$/.test(path)
