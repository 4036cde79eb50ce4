import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { ResourceType } from '../../scim/attribute'
import type { Condition } from '../../scim/condition'
import type { Filter } from '../../scim/filter'
import { parseFilter } from '../../scim/filter-parser'
import { isObject, type Json, member } from '../../scim/json'
import type { Leniency } from '../../scim/leniency'
import { withoutBase } from '../../scim/locations'
import { isElsewhere, narrow } from '../../scim/narrow'
import { type Projection, readProjection } from '../../scim/projection'
import { missingSchemas } from '../../scim/quirks'
import { resolve } from '../../scim/resolve'
import { invalid, type ScimType } from '../../scim/scim-error'
import { type Sort, sortBy } from '../../scim/sort'
import { urns } from '../../scim/urns'
import type { Exchange } from './exchange'
import type { Parameters } from './parameters'

/** The integers that are exact. */
const safe = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }

/** What a list asks for, as the client put it: in the query of a GET (RFC 7644 §3.4.2), or in a SearchRequest (§3.4.3). */
export const searchRequest = Type.Object(
  {
    filter: Type.Optional(Type.String({ description: 'A filter (RFC 7644 §3.4.2.2).' })),
    sortBy: Type.Optional(Type.String({ description: 'The attribute to sort by.' })),
    sortOrder: Type.Optional(Type.String({ description: '"ascending" or "descending".' })),
    startIndex: Type.Optional(Type.Integer({ ...safe, description: 'The first resource to answer with, from 1.' })),
    count: Type.Optional(Type.Integer({ ...safe, description: 'How many resources to answer with.' })),
    cursor: Type.Optional(Type.String({ description: 'A cursor of an earlier answer; empty to start (RFC 9865).' })),
    attributes: Type.Optional(Type.Array(Type.String(), { description: 'The only attributes to answer with.' })),
    excludedAttributes: Type.Optional(
      Type.Array(Type.String(), { description: 'Attributes to leave out of the answer.' }),
    ),
  },
  { title: 'SearchRequest', description: 'A search (RFC 7644 §3.4.3).' },
)
export type SearchRequest = Static<typeof searchRequest>

/** The search in a query string. Errors: 400 invalidValue, invalidCount. */
export function searchIn(get: Parameters): SearchRequest {
  const search: SearchRequest = {}
  for (const name of ['filter', 'sortBy', 'sortOrder'] as const) {
    const text = get(name)?.trim()
    if (text) search[name] = text
  }
  const cursor = get('cursor')
  if (cursor !== undefined) search.cursor = cursor
  for (const name of ['startIndex', 'count'] as const) {
    const text = get(name)?.trim()
    if (text) search[name] = integer(name, text, search)
  }
  for (const name of ['attributes', 'excludedAttributes'] as const) {
    const list = get(name)?.split(',')
    if (list) search[name] = list
  }
  return search
}

/** The search in a SearchRequest. Errors: 400 invalidSyntax, invalidValue, invalidCount, invalidCursor. */
export function searchInBody(body: Json, leniency: Leniency): SearchRequest {
  if (!isObject(body)) throw invalid('invalidSyntax', 'The body must be a JSON object, a SearchRequest.')
  missingSchemas(body, urns.searchRequest, leniency)
  const named = Object.keys(searchRequest.properties).flatMap((name) => {
    const value = member(body, name)
    return value === undefined || value === null ? [] : [[name, value] as const]
  })
  const search = Object.fromEntries(named)
  if (Value.Check(searchRequest, search)) return search
  const wrong = Value.Errors(searchRequest, search).First()
  const name = wrong?.path.slice(1) ?? ''
  throw invalid(
    name === 'cursor' ? 'invalidCursor' : refusalOf(name, search),
    `${name} in a SearchRequest must be a ${wrong?.schema.type}.`,
  )
}

/** A search understood for one type: names found. */
export interface Search {
  readonly filter?: Filter
  readonly condition?: Condition
  readonly sort?: Sort
  readonly projection?: Projection
}

/** `types` are all that are searched; an attribute that only another one has is unassigned in this one. Errors: 400 invalidFilter, invalidValue. */
export function readSearch(
  type: ResourceType,
  types: readonly ResourceType[],
  search: SearchRequest,
  { base, remarks: leniency }: Pick<Exchange, 'base' | 'remarks'>,
): Search {
  const filter = search.filter ? parseFilter(search.filter, leniency) : undefined
  const isSortable = !search.sortBy || !isElsewhere(search.sortBy.trim(), type, types)
  const sort = isSortable ? sortBy(type, search.sortBy, search.sortOrder, leniency) : undefined
  const projection = projectionOf(type, search)
  return {
    ...(filter && {
      filter,
      condition: withoutBase(resolve(type, types.length > 1 ? narrow(filter, type, types) : filter, leniency), base),
    }),
    ...(sort && { sort }),
    ...(projection && { projection }),
  }
}

export function projectionOf(
  type: ResourceType,
  { attributes, excludedAttributes }: SearchRequest,
): Projection | undefined {
  return readProjection(type, named(attributes), named(excludedAttributes))
}

const named = (list: readonly string[] | undefined) => list?.map((name) => name.trim()).filter((name) => name !== '')

function integer(name: string, text: string, search: object): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number))
    throw invalid(refusalOf(name, search), `${name} must be an integer, not ${JSON.stringify(text.slice(0, 40))}.`)
  return number
}

/** What a count that is none is called: where a list is paged by cursor, RFC 9865 §2.1 has a word of its own for it. */
const refusalOf = (name: string, search: object): ScimType =>
  name === 'count' && 'cursor' in search ? 'invalidCount' : 'invalidValue'
