import { type Static, Type } from '@sinclair/typebox'
import type { ResourceType } from '../../scim/attribute'
import type { Condition } from '../../scim/condition'
import type { Filter } from '../../scim/filter'
import { parseFilter } from '../../scim/filter-parser'
import type { Leniency } from '../../scim/leniency'
import { type Projection, readProjection } from '../../scim/projection'
import { resolve } from '../../scim/resolve'
import { invalid } from '../../scim/scim-error'
import { type Sort, sortBy } from '../../scim/sort'
import type { Parameters } from './parameters'

/** How many resources a page holds at the most, and when nobody says. */
export const limits = { maxResults: 1000, defaultResults: 100 }

/** What a list asks for, as the client put it: in the query of a GET (RFC 7644 §3.4.2), or in a SearchRequest (§3.4.3). */
export const searchRequest = Type.Object(
  {
    filter: Type.Optional(Type.String({ description: 'A filter (RFC 7644 §3.4.2.2).' })),
    sortBy: Type.Optional(Type.String({ description: 'The attribute to sort by.' })),
    sortOrder: Type.Optional(Type.String({ description: '"ascending" or "descending".' })),
    startIndex: Type.Optional(Type.Integer({ description: 'The first resource to answer with, from 1.' })),
    count: Type.Optional(Type.Integer({ description: 'How many resources to answer with.' })),
    attributes: Type.Optional(Type.Array(Type.String(), { description: 'The only attributes to answer with.' })),
    excludedAttributes: Type.Optional(
      Type.Array(Type.String(), { description: 'Attributes to leave out of the answer.' }),
    ),
  },
  { title: 'SearchRequest', description: 'A search (RFC 7644 §3.4.3).' },
)
export type SearchRequest = Static<typeof searchRequest>

/** The search in a query string. Errors: 400 invalidValue. */
export function searchIn(get: Parameters): SearchRequest {
  const search: SearchRequest = {}
  for (const name of ['filter', 'sortBy', 'sortOrder'] as const) {
    const text = get(name)?.trim()
    if (text) search[name] = text
  }
  for (const name of ['startIndex', 'count'] as const) {
    const text = get(name)?.trim()
    if (text) search[name] = integer(name, text)
  }
  for (const name of ['attributes', 'excludedAttributes'] as const) {
    const list = get(name)?.split(',')
    if (list) search[name] = list
  }
  return search
}

/** A search understood: names found, numbers brought into their ranges. */
export interface ListRequest {
  readonly filter?: Filter
  readonly condition?: Condition
  readonly sort?: Sort
  /** From 1. */
  readonly startIndex: number
  readonly count: number
  readonly projection?: Projection
}

/** Errors: 400 invalidFilter, invalidValue. */
export function readListRequest(type: ResourceType, search: SearchRequest, leniency: Leniency): ListRequest {
  const filter = search.filter ? parseFilter(search.filter, leniency) : undefined
  const sort = sortBy(type, search.sortBy, search.sortOrder, leniency)
  const projection = projectionOf(type, search)
  return {
    startIndex: Math.max(1, search.startIndex ?? 1),
    count: Math.min(limits.maxResults, Math.max(0, search.count ?? limits.defaultResults)),
    ...(filter && { filter, condition: resolve(type, filter, leniency) }),
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

function integer(name: string, text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number))
    throw invalid('invalidValue', `${name} must be an integer, not ${JSON.stringify(text.slice(0, 40))}.`)
  return number
}
