import { type Exchange, secretsIn } from '../idp/exchange'
import { at } from '../idp/pattern'
import { urns } from './example'

/** What must hold of every answer, whatever was asked; one line for each breach. */
export function breaches(told: Exchange): readonly string[] {
  const { status, answer, answerText, answerHeaders, text = '' } = told
  const wrong: string[] = []
  const must = (holds: boolean, what: string) => void (holds || wrong.push(`${what}: ${answerText.slice(0, 300)}`))
  must(status < 500 || status === 501, `${status} is a failure of ours`)
  if (status === 204 || status === 304) must(answerText === '', `${status} with a body`)
  else {
    const type = answerHeaders.get('content-type')
    must(type === 'application/scim+json', `the type of the answer is ${type}, which §3.1 of RFC 7644 forbids`)
    must(Array.isArray(at(answer, 'schemas')), 'an answer that does not say what it is')
  }
  must(!/"password"\s*:/i.test(answerText), 'the answer holds a password')
  for (const secret of secretsIn(text)) must(!answerText.includes(secret), 'the answer holds the password sent')
  if (status >= 400) judgeError(answer, status, must)
  if (isA(answer, 'ListResponse')) judgeList(answer, must)
  if (isA(answer, 'BulkResponse')) judgeBulk(answer, must)
  const meta = at(answer, 'meta')
  if (at(meta, 'version') !== undefined) {
    must(answerHeaders.get('etag') === at(meta, 'version'), `the ETag is ${answerHeaders.get('etag')}`)
  }
  if (status === 201) {
    must(answerHeaders.has('location'), 'created, yet nothing says where')
    must([undefined, answerHeaders.get('location')].includes(textAt(meta, 'location')), 'Location is not meta.location')
  }
  return wrong
}

type Must = (holds: boolean, what: string) => void

/** RFC 7644 §3.12. */
function judgeError(answer: unknown, status: number, must: Must): void {
  must(isA(answer, 'Error'), 'an error without the Error schema')
  must(at(answer, 'status') === String(status), 'an error whose status is no text, or another one')
  must(textAt(answer, 'detail') !== undefined && at(answer, 'detail') !== '', 'an error without a detail')
  const scimType = at(answer, 'scimType')
  must(scimType === undefined || scimTypes.includes(String(scimType)), `there is no scimType ${scimType}`)
  if (status === 400) must(scimType !== undefined, 'a 400 without a scimType')
}

/** RFC 7644 §3.4.2 and RFC 9865 §2: a page by index says where it begins, one by cursor does not. */
function judgeList(answer: unknown, must: Must): void {
  const resources = at(answer, 'Resources')
  const isByCursor = at(answer, 'startIndex') === undefined
  must(Array.isArray(resources) && resources.length === at(answer, 'itemsPerPage'), 'itemsPerPage is not true')
  must(isByCursor || Number.isInteger(at(answer, 'startIndex')), 'startIndex is no integer')
  const total = at(answer, 'totalResults')
  must(Number.isInteger(total) || (isByCursor && total === undefined), 'totalResults is no integer')
  for (const name of ['nextCursor', 'previousCursor']) {
    const cursor = at(answer, name)
    must(cursor === undefined || isByCursor, `a page by index with a ${name}`)
    must(cursor === undefined || /^[\w.~-]+$/.test(String(cursor)), `${name} is not safe in a URL`)
  }
}

/** RFC 7644 §3.7.3. */
function judgeBulk(answer: unknown, must: Must): void {
  const operations = at(answer, 'Operations')
  must(Array.isArray(operations), 'a bulk response without Operations')
  for (const operation of Array.isArray(operations) ? operations : []) {
    const status = Number(at(operation, 'status'))
    const isPost = at(operation, 'method') === 'POST'
    must(textAt(operation, 'status') !== undefined, 'the status of an operation is no text')
    const hasPlace = textAt(operation, 'location') !== undefined
    must(hasPlace !== (isPost && status >= 400), 'every operation but a failed POST says where the resource is')
    if (status >= 400) judgeError(at(operation, 'response'), status, must)
    else if (status !== 204) must(textAt(operation, 'version') !== undefined, 'a success without a version')
  }
}

const isA = (answer: unknown, name: string) => at(at(answer, 'schemas'), '0') === urns.get(name)

function textAt(value: unknown, name: string): string | undefined {
  const found = at(value, name)
  return typeof found === 'string' ? found : undefined
}

/** RFC 7644 §3.12, table 9; RFC 9865 §2.1. */
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
