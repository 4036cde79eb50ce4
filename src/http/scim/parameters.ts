import type { ResourceType } from '../../scim/attribute'
import type { Condition } from '../../scim/condition'
import type { Filter } from '../../scim/filter'
import { parseFilter } from '../../scim/filter-parser'
import type { Leniency } from '../../scim/leniency'
import { type Projection, readProjection } from '../../scim/projection'
import { parameterCase } from '../../scim/quirks'
import { resolve } from '../../scim/resolve'
import { invalid } from '../../scim/scim-error'
import { type Sort, sortBy } from '../../scim/sort'

export const limits = { maxResults: 1000, defaultResults: 100 }

/** The query parameters of a request: percent-encoding is decoded once, `+` is a space, names are matched without regard to case. */
export type Parameters = (name: string) => string | undefined

export function parameters(search: string, leniency: Leniency): Parameters {
  if (search === '') return () => undefined
  const entries = [...new URLSearchParams(search)]
  return (name) => entries.find(([key]) => parameterCase(key, name, leniency))?.[1]
}

export interface ListRequest {
  readonly filter?: Filter
  readonly condition?: Condition
  readonly sort?: Sort
  /** From 1. */
  readonly startIndex: number
  readonly count: number
  readonly projection?: Projection
}

/** What a list asks for (RFC 7644 §3.4.2). Errors: 400 invalidFilter, invalidValue. */
export function readListRequest(type: ResourceType, get: Parameters, leniency: Leniency): ListRequest {
  const filterText = get('filter')?.trim()
  const filter = filterText ? parseFilter(filterText, leniency) : undefined
  const sort = sortBy(type, get('sortBy'), get('sortOrder'), leniency)
  const projection = readProjectionParameters(type, get)
  return {
    startIndex: Math.max(1, integer('startIndex', get('startIndex'), 1)),
    count: Math.min(limits.maxResults, Math.max(0, integer('count', get('count'), limits.defaultResults))),
    ...(filter && { filter, condition: resolve(type, filter, leniency) }),
    ...(sort && { sort }),
    ...(projection && { projection }),
  }
}

export function readProjectionParameters(type: ResourceType, get: Parameters): Projection | undefined {
  return readProjection(type, names(get('attributes')), names(get('excludedAttributes')))
}

const names = (list: string | undefined) =>
  list
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

function integer(name: string, text: string | undefined, absent: number): number {
  if (text === undefined || text.trim() === '') return absent
  const number = Number(text)
  if (!Number.isSafeInteger(number))
    throw invalid('invalidValue', `${name} must be an integer, not ${JSON.stringify(text.slice(0, 40))}.`)
  return number
}
