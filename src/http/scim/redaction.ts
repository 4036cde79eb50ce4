import { isObject, type Json } from '../../scim/json'

const secret = /password|secret|token/i
const placeholder = '[redacted]'
const withheld = '[withheld: it is not valid JSON, and may hold a secret]'
const longest = 16_384

/**
 * A body as an event may keep it: without passwords and tokens, and not longer than 16 KiB. `json` is the same body parsed,
 * if it could be; out of what is no JSON no secret can be taken with certainty, so then nothing of it is kept.
 */
export function redactBody(text: string, json: Json | undefined): string {
  const isHarmless = !secret.test(text) && !text.includes('\\u') // "p\u0061ssword" names a password too
  if (isHarmless) return clip(text)
  return json === undefined ? withheld : clip(JSON.stringify(redact(json)))
}

/** A query string as an event may keep it. */
export function redactQuery(query: string): string {
  return clip(
    secret.test(query)
      ? query
          .replace(/((?:^|&)[^=&]*(?:password|secret|token)[^=&]*=)[^&]*/gi, `$1${placeholder}`)
          .replace(/(password)[^&]*/gi, `$1${placeholder}`)
      : query,
  )
}

/** Hides what a secret's name says is secret, and the value of a PATCH operation whose path names one. */
function redact(json: Json): Json {
  if (Array.isArray(json)) return json.map(redact)
  if (!isObject(json)) return json
  const path = Object.entries(json).find(([name]) => name.toLowerCase() === 'path')?.[1]
  const isSecretTarget = typeof path === 'string' && secret.test(path)
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const isSecret = secret.test(name) || (isSecretTarget && name.toLowerCase() === 'value')
      return [name, isSecret ? placeholder : redact(value)]
    }),
  )
}

export function clip(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters in all)`
}
