import { digits, laterNumber } from '../people'

/** Stands for a number in a request: every request that is sent has one of its own. */
export const numeral = '#'.repeat(digits)

/** An HTTP request as text, whole. It names no port, so that one text does for every server. */
export function request(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH',
  path: string,
  token: string,
  body?: object,
  base = '/scim/v2',
): string {
  const text = body && JSON.stringify(body)
  const headers = [
    `${method} ${base}${path} HTTP/1.1`,
    'Host: localhost',
    'User-Agent: Okta SCIM Client 1.0.0',
    'Accept: application/scim+json',
    `Authorization: Bearer ${token}`,
    ...(text === undefined
      ? []
      : ['Content-Type: application/scim+json', `Content-Length: ${Buffer.byteLength(text)}`]),
  ]
  return `${headers.join('\r\n')}\r\n\r\n${text ?? ''}`
}

/** A filter as it stands in a path. */
export const filtered = (path: string, filter: string) => `${path}?filter=${encodeURIComponent(filter)}`

/** The bytes of a request, and how to put a number in. */
export interface Sendable {
  readonly bytes: Buffer
  readonly numerals: readonly number[]
}

export function sendable(text: string): Sendable {
  const bytes = Buffer.from(text)
  const numerals: number[] = []
  for (let at = bytes.indexOf(numeral); at >= 0; at = bytes.indexOf(numeral, at + digits)) numerals.push(at)
  return { bytes, numerals }
}

/** The bytes with the number in its places, where there are any; they are good until the next call. */
export function numbered({ bytes, numerals }: Sendable, number: number): Buffer {
  if (numerals.length === 0) return bytes
  const text = laterNumber(number)
  for (const at of numerals) bytes.write(text, at, 'latin1')
  return bytes
}
