import { at } from './pattern'
import { urns } from './scenario'

export interface Sent {
  readonly method: string
  readonly base: string
  /** Below the base, with its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly text?: string
}

/** One request and its answer. */
export interface Exchange extends Sent {
  readonly status: number
  readonly answerHeaders: Headers
  readonly answerText: string
  readonly answer: unknown
}

export async function exchange(url: string, sent: Sent): Promise<Exchange> {
  const { method, base, path, headers, text } = sent
  const response = await fetch(url + base + path, { method, headers, ...(text !== undefined && { body: text }) })
  const answerText = await response.text()
  return {
    ...sent,
    status: response.status,
    answerHeaders: response.headers,
    answerText,
    answer: answerText === '' ? undefined : parse(answerText),
  }
}

/** What must hold of every answer, whatever was asked (RFC 7644 §3.1, §3.4.2, §3.12); one line for each breach. */
export function breaches({ method, path, status, answer, answerText, answerHeaders, text = '' }: Exchange): string[] {
  const wrong: string[] = []
  const must = (holds: boolean, what: string) => void (holds || wrong.push(`${what}: ${answerText.slice(0, 300)}`))
  const type = answerHeaders.get('content-type')
  must(status < 500 || status === 501, `${status} is a failure of ours`)
  if (status === 204) must(answerText === '', '204 with a body')
  else {
    must(type === 'application/scim+json', `the type of the answer is ${type}`)
    must(answer !== undefined, 'the answer is not JSON')
  }
  must(!/"password"\s*:/i.test(answerText), 'the answer holds a password')
  for (const secret of secretsIn(text)) must(!answerText.includes(secret), 'the answer holds the password sent')
  if (status >= 400) {
    must(at(at(answer, 'schemas'), '0') === urns.get('Error'), 'an error without the Error schema')
    must(at(answer, 'status') === String(status), 'an error whose status is no text, or another one')
    must(typeof at(answer, 'detail') === 'string' && at(answer, 'detail') !== '', 'an error without a detail')
    const scimType = at(answer, 'scimType')
    must(scimType === undefined || scimTypes.includes(String(scimType)), 'a scimType that does not exist')
    if (status === 400) must(scimType !== undefined, 'a 400 without a scimType')
  }
  if (at(answer, 'Resources') !== undefined) {
    const resources = at(answer, 'Resources')
    must(at(at(answer, 'schemas'), '0') === urns.get('ListResponse'), 'a list without the ListResponse schema')
    // A page by cursor says neither where it begins nor how many there are in all (RFC 9865).
    const numbers = /[?&]cursor/.test(path) ? ['itemsPerPage'] : ['totalResults', 'startIndex', 'itemsPerPage']
    for (const name of numbers) {
      must(Number.isInteger(at(answer, name)), `${name} is no integer`)
    }
    must(Array.isArray(resources) && resources.length === at(answer, 'itemsPerPage'), 'itemsPerPage is not true')
  }
  const isList = method === 'GET' && /^\/(Users|Groups|Schemas|ResourceTypes)(\?|$)/.test(path) && status === 200
  if (isList) must(Array.isArray(at(answer, 'Resources')), 'a list without Resources')
  const meta = at(answer, 'meta')
  if (at(meta, 'version') !== undefined) {
    must(answerHeaders.get('etag') === at(meta, 'version'), `ETag ${answerHeaders.get('etag')} is not the version`)
  }
  if (status === 201) must(answerHeaders.get('location') === at(meta, 'location'), 'Location is not meta.location')
  return wrong
}

const scimTypes = [
  'invalidFilter',
  'tooMany',
  'uniqueness',
  'mutability',
  'invalidSyntax',
  'invalidPath',
  'noTarget',
  'invalidValue',
  'invalidVers',
  'sensitive',
  'invalidCursor',
  'expiredCursor',
  'invalidCount',
]

/** The passwords in a body, wherever it has them. */
export function secretsIn(text: string): readonly string[] {
  const found: string[] = []
  const visit = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return
    const isPassword = /password/i.test(String(at(value, 'path') ?? ''))
    for (const [name, member] of Object.entries(value)) {
      const isSecret = /password/i.test(name) || (isPassword && name === 'value')
      if (isSecret && typeof member === 'string' && member !== '') found.push(member)
      visit(member)
    }
  }
  visit(parse(text))
  return found
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
