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
  const encoding = request.headers.get('content-encoding')
  if (encoding && !/^identity$/i.test(encoding.trim())) {
    throw new ScimError(415, `A body in the encoding ${encoding.slice(0, 40)} is not understood; send it as it is.`)
  }
  const text = decode(await readBytes(request, limit))
  seen({ text, json: undefined })
  const json = parse(text)
  if (isDeeper(json, deepest)) throw invalid('invalidSyntax', `The body nests deeper than ${deepest} levels.`)
  seen({ text, json })
  if (/\\u0000|\\ud[89a-f]/i.test(text)) refuseUnstorable(json, '')
  return json
}

/** The bytes of a body; of one whose length is not announced no more is taken in than may be. Errors: 413, 400 invalidSyntax. */
export async function readBytes(request: Request, limit: number): Promise<ArrayBuffer | Uint8Array> {
  const announced = request.headers.get('content-length')
  if (Number(announced ?? 0) > limit) throw tooLarge(limit)
  try {
    if (announced !== null || !request.body) return await request.arrayBuffer()
    const parts: Uint8Array[] = []
    let size = 0
    for await (const part of request.body) {
      size += part.byteLength
      if (size > limit) throw tooLarge(limit)
      parts.push(part)
    }
    return Buffer.concat(parts)
  } catch (error) {
    if (error instanceof ScimError) throw error
    throw invalid('invalidSyntax', 'The connection ended before the whole body had come.')
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true })

function decode(bytes: ArrayBuffer | Uint8Array): string {
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
    // What the parser found is left out of its message: it may be part of a password.
    const message = error instanceof Error ? error.message.replace(/ ?".*"/s, '') : 'it cannot be parsed'
    throw invalid('invalidSyntax', `The body is not valid JSON: ${message}.`)
  }
}

/** Nothing in SCIM nests deeper than eight levels. What nests absurdly deep would exhaust the stack of whatever walks through it. */
const deepest = 32

function isDeeper(json: Json, levels: number): boolean {
  if (typeof json !== 'object' || json === null) return false
  return levels === 0 || Object.values(json).some((each) => isDeeper(each, levels - 1))
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
