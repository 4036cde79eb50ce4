import { isObject, type Json } from '../../scim/json'
import { invalid, ScimError } from '../../scim/scim-error'
import { isStorable } from '../../scim/text'

/** A request's body, as text and parsed. */
export interface Body {
  readonly text: string
  readonly json: Json | undefined
}

/** Reads a body of JSON. `seen` gets it as far as it could be read. Errors: 413, 415, 400 invalidSyntax and invalidValue. */
export async function readBody(request: Request, limit: number, seen: (body: Body) => void): Promise<Json> {
  const type = request.headers.get('content-type')
  if (type && !/^\s*application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) {
    throw new ScimError(415, `A body of the type ${type} is not understood; send application/scim+json.`)
  }
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit)
  const bytes = await request.arrayBuffer()
  if (bytes.byteLength > limit) throw tooLarge(limit)
  const text = decode(bytes)
  seen({ text, json: undefined })
  const json = parse(text)
  seen({ text, json })
  if (/\\u0000|\\ud[89a-f]/i.test(text)) refuseUnstorable(json, '')
  return json
}

const decoder = new TextDecoder('utf-8', { fatal: true })

function decode(bytes: ArrayBuffer): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw invalid('invalidSyntax', 'The body is not valid UTF-8.')
  }
}

function parse(text: string): Json {
  if (text.trim() === '') throw invalid('invalidSyntax', 'A JSON body is needed, but the request has none.')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalid(
      'invalidSyntax',
      `The body is not valid JSON: ${error instanceof Error ? error.message : 'it cannot be parsed'}.`,
    )
  }
}

function refuseUnstorable(json: Json, path: string): void {
  if (typeof json === 'string') {
    if (!isStorable(json))
      throw invalid('invalidValue', `${path || 'The body'} holds NUL or half of a surrogate pair, which no text may.`)
  } else if (Array.isArray(json)) {
    for (const [index, element] of json.entries()) refuseUnstorable(element, `${path}[${index}]`)
  } else if (isObject(json)) {
    for (const [name, value] of Object.entries(json)) {
      refuseUnstorable(name, `${path}.${name}`)
      refuseUnstorable(value, `${path}.${name}`)
    }
  }
}

function tooLarge(limit: number): ScimError {
  return new ScimError(413, `The body is larger than the ${limit} bytes this server takes.`)
}
