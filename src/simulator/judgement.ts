import { isObject, type JsonObject } from '../scim/json'
import { urns } from '../scim/urns'
import { type Answer, idOf, resources, totalResults } from './answer'
import { difference, type Expected, quote } from './difference'

/** A clause that says why the provider would report an error, or undefined when it would not. */
export type Judge = (answer: Answer) => string | undefined

export const isList: Judge = (answer) => {
  if (answer.status === 404) return 'answered 404, where a search without a match needs 200 and an empty list'
  return status(answer, 200) ?? listResponse(answer)
}

export const findsNothing: Judge = (answer) => {
  const complaint = isList(answer)
  if (complaint !== undefined || (totalResults(answer) === 0 && resources(answer).length === 0)) return complaint
  return `a search that nothing matches found ${totalResults(answer)}: the filter seems to be ignored`
}

export function finds(id: string, expected: Expected = {}): Judge {
  return (answer) => {
    const complaint = isList(answer)
    if (complaint !== undefined) return complaint
    const [found, ...others] = resources(answer)
    if (found === undefined) return `the search does not find ${id}, which exists`
    if (found.id === id && others.length === 0) return difference(expected, found)
    return `the search finds ${found.id} and ${others.length} more, not only ${id}`
  }
}

export function creates(expected: Expected): Judge {
  return (answer) => status(answer, 201) ?? resource(answer, expected)
}

export function reads(id: string, expected: Expected = {}): Judge {
  return (answer) => status(answer, 200) ?? resource(answer, { id, ...expected })
}

/** A PATCH answers 200 with the resource or 204 without (RFC 7644 §3.5.2). */
export function changes(expected: Expected = {}): Judge {
  return (answer) => status(answer, 200, 204) ?? (answer.status === 200 ? resource(answer, expected) : undefined)
}

export const removes: Judge = (answer) => status(answer, 204, 200)

/** The group, with these members and no others. */
export function readsMembers(id: string, members: readonly { readonly id: string }[], expected: Expected = {}): Judge {
  const wanted = members.map((member) => member.id)
  return (answer) => reads(id, expected)(answer) ?? membership(wanted, answer)
}

function status(answer: Answer, ...expected: readonly number[]): string | undefined {
  if (expected.includes(answer.status)) return undefined
  return `answered ${answer.status}${detail(answer.body)} where ${expected.join(' or ')} is needed`
}

function detail(body: unknown): string {
  return isObject(body) && typeof body.detail === 'string' ? ` (${quote(body.detail)})` : ''
}

function listResponse(answer: Answer): string | undefined {
  const complaint = jsonObject(answer)
  if (complaint !== undefined || !isObject(answer.body)) return complaint
  const { schemas, totalResults, Resources } = answer.body
  if (!Array.isArray(schemas) || !schemas.includes(urns.listResponse)) return 'the body is not a ListResponse'
  if (!isCount(totalResults)) return `totalResults is ${quote(totalResults)}, not a whole number`
  for (const name of ['startIndex', 'itemsPerPage']) {
    const value = answer.body[name]
    if (value !== undefined && !isCount(value)) return `${name} is ${quote(value)}, not a whole number`
  }
  if (!Array.isArray(Resources)) return 'the ListResponse has no Resources, which even an empty one needs'
  return Resources.every((found) => idOf(found) !== undefined) ? undefined : 'one of the Resources has no id'
}

function resource(answer: Answer, expected: Expected): string | undefined {
  const complaint = jsonObject(answer)
  if (complaint !== undefined || !isObject(answer.body)) return complaint
  if (idOf(answer.body) === undefined) return 'the resource has no id'
  return difference(expected, answer.body)
}

function membership(wanted: readonly string[], { body }: Answer): string | undefined {
  const members = isObject(body) ? (body.members ?? []) : []
  if (!Array.isArray(members)) return `members came back as ${quote(members)}, not as a list`
  const found = new Set(members.map((member) => (isObject(member) ? member.value : undefined)))
  const missing = wanted.filter((id) => !found.has(id))
  if (missing.length > 0) return `${missing.length} of ${wanted.length} members are missing, ${missing[0]} for one`
  const spare = members.length - wanted.length
  return spare > 0 ? `there are ${members.length} members, and only ${wanted.length} belong there` : undefined
}

function jsonObject({ status, text, body }: Answer): string | undefined {
  if (text === '') return `answered ${status} without a body`
  return isObject(body) ? undefined : `the body is not a JSON object: ${quote(text)}`
}

function isCount(value: JsonObject[string] | undefined): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}
