import { isObject, type JsonObject } from '../scim/json'

/** What came back for one request. Status 0, with the reason in `failure`: nothing did. */
export type Answer = {
  readonly status: number
  readonly text: string
  /** The JSON in the body; undefined when there is none. */
  readonly body: unknown
  readonly retryAfter?: string
  readonly failure?: string
}

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text()
  return { status: response.status, text, body: parse(text), retryAfter: response.headers.get('retry-after') ?? '' }
}

export function resources({ body }: Answer): readonly JsonObject[] {
  const list = isObject(body) ? body.Resources : undefined
  return Array.isArray(list) ? list.filter(isObject) : []
}

export function totalResults({ body }: Answer): number {
  return isObject(body) && typeof body.totalResults === 'number' ? body.totalResults : 0
}

export function idOf(resource: unknown): string | undefined {
  return isObject(resource) && typeof resource.id === 'string' && resource.id !== '' ? resource.id : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
