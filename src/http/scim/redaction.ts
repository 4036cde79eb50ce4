import type { ResourceType } from '../../scim/attribute'
import { isObject, type Json } from '../../scim/json'

/** What events never hold the values of: what is called so, and the attributes that an organization has defined as never returned. */
export interface Secrets {
  readonly name: RegExp
  /** In a query: a parameter of such a name, and what stands behind such a name in a filter. */
  readonly parameter: RegExp
  readonly comparison: RegExp
}

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
  const all = ['password', 'secret', 'token', ...names].join('|')
  return {
    name: new RegExp(all, 'i'),
    parameter: new RegExp(`((?:^|&)[^=&]*(?:${all})[^=&]*=)[^&]*`, 'gi'),
    comparison: new RegExp(`(${['password', ...names].join('|')})[^&]*`, 'gi'),
  }
}

const placeholder = '[redacted]'
const withheld = '[withheld: it is not valid JSON, and may hold a secret]'
const longest = 16_384

/**
 * A body as an event may keep it: without passwords and tokens, and not longer than 16 KiB. `json` is the same body parsed,
 * if it could be; out of what is no JSON no secret can be taken with certainty, so then nothing of it is kept.
 */
export function redactBody(text: string, json: Json | undefined, { name }: Secrets): string {
  const isHarmless = !name.test(text) && !text.includes('\\u') // "p\u0061ssword" names a password too
  if (isHarmless) return clip(text)
  return json === undefined ? withheld : clip(JSON.stringify(redact(json, name)))
}

/** A query string as an event may keep it. */
export function redactQuery(query: string, { name, parameter, comparison }: Secrets): string {
  if (!name.test(query)) return clip(query)
  return clip(query.replace(parameter, `$1${placeholder}`).replace(comparison, `$1${placeholder}`))
}

/** Hides what a secret's name says is secret, and the value of a PATCH operation whose path names one. */
function redact(json: Json, secret: RegExp): Json {
  if (Array.isArray(json)) return json.map((element) => redact(element, secret))
  if (!isObject(json)) return json
  const path = Object.entries(json).find(([name]) => name.toLowerCase() === 'path')?.[1]
  const isSecretTarget = typeof path === 'string' && secret.test(path)
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const isSecret = secret.test(name) || (isSecretTarget && name.toLowerCase() === 'value')
      return [name, isSecret ? placeholder : redact(value, secret)]
    }),
  )
}

export function clip(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters in all)`
}
