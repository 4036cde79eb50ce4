import type { ResourceType } from '../../scim/attribute'
import { isObject, type Json } from '../../scim/json'

/** What events never hold the values of: what is called so, and the attributes that an organization has defined as never returned. */
export type Secrets = RegExp

const known = new WeakMap<ResourceType, Secrets>()

export function secretsOf(type: ResourceType): Secrets {
  const secrets = known.get(type) ?? secretsCalled(neverReturned(type))
  known.set(type, secrets)
  return secrets
}

function neverReturned({ extensions }: ResourceType): readonly string[] {
  const attributes = extensions.flatMap(({ schema }) => schema.attributes)
  return attributes.flatMap(({ name, returned }) => (returned === 'never' ? [RegExp.escape(name)] : []))
}

function secretsCalled(names: readonly string[]): Secrets {
  return new RegExp(['password', 'secret', 'token', ...names].join('|'), 'i')
}

const placeholder = '[redacted]'
const withheld = '[withheld: it is not valid JSON, and may hold a secret]'
const longest = 16_384

/** Text of whatever origin as an event may keep it: without the tokens and keys that their prefix gives away, and not longer than 16 KiB. */
export function redactText(text: string): string {
  return clip(text.includes('rc_') ? text.replace(/rc_(?:scim|access|api)_[\w-]+/g, placeholder) : text)
}

/**
 * A body as an event may keep it. `json` is the same body parsed, if it could be; out of what is no JSON no secret can be
 * taken with certainty, so then nothing of it is kept.
 */
export function redactBody(text: string, json: Json | undefined, secrets: Secrets): string {
  if (isHarmless(text, secrets)) return redactText(text)
  return json === undefined ? withheld : redactText(JSON.stringify(redact(json, secrets)))
}

/** A query string as an event may keep it: parameters that are called a secret, or speak of one, without their values. */
export function redactQuery(query: string, secrets: Secrets): string {
  if (isHarmless(query, secrets) && !query.includes('%')) return redactText(query)
  const parts = query.split('&').map((part) => {
    const [name = '', ...value] = part.split('=')
    if (isHarmless(decoded(name), secrets) && isMention(decoded(value.join('=')), secrets)) return part
    return value.length > 0 ? `${name}=${placeholder}` : placeholder
  })
  return redactText(parts.join('&'))
}

/** What was said to be wrong, without the quotations from a request that speaks of a secret. */
export function redactDetail(detail: string, request: string, secrets: Secrets): string {
  const isSafe = isHarmless(request, secrets) && isHarmless(decoded(request), secrets)
  return redactText(isSafe ? detail : detail.replace(/"(?:[^"\\]|\\.)*"/g, `"${placeholder}"`))
}

/** Hides what a secret's name says is secret, texts that speak of one, and a `value` beside a text that names one. */
function redact(json: Json, secrets: Secrets): Json {
  if (typeof json === 'string') return isMention(json, secrets) ? json : placeholder
  if (Array.isArray(json)) return json.map((element) => redact(element, secrets))
  if (!isObject(json)) return json
  const isNamed = Object.entries(json).some(([name, value]) => name.toLowerCase() !== 'value' && names(value, secrets))
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const isSecret = secrets.test(name) || (isNamed && name.toLowerCase() === 'value')
      return [name, isSecret ? placeholder : redact(value, secrets)]
    }),
  )
}

function names(value: Json, secrets: Secrets): boolean {
  return Array.isArray(value)
    ? value.some((each) => names(each, secrets))
    : typeof value === 'string' && secrets.test(value)
}

/** Text without a word of a secret; a name may hide behind escapes. */
function isHarmless(text: string, secrets: Secrets): boolean {
  return !secrets.test(text) && !text.includes('\\u')
}

/** Text that at most mentions a secret by its name, as a path or a list of attributes does, without anything beside it. */
function isMention(text: string, secrets: Secrets): boolean {
  return isHarmless(text, secrets) || /^[\w.:,-]*$/.test(text)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return unescape(text)
  }
}

function clip(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters in all)`
}
