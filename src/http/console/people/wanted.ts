import { type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import {
  type PeopleQuery,
  type PersonSort,
  type PersonState,
  personSorts,
  personStates,
} from '../../../directory/person'
import type { Role } from '../../../directory/user'
import type { ResourceType } from '../../../scim/attribute'
import type { Condition } from '../../../scim/condition'
import { parseFilter } from '../../../scim/filter-parser'
import { lenient } from '../../../scim/leniency'
import { resolve } from '../../../scim/resolve'
import { ScimError } from '../../../scim/scim-error'
import { searchWords } from '../search-words'

/** What the list was asked for, as it stands in the address. */
export interface Wanted {
  readonly q?: string
  readonly state?: PersonState
  readonly role?: Role
  /** The id of a connection, or `none`. */
  readonly connection?: string
  /** A SCIM filter. */
  readonly filter?: string
  readonly sort?: string
}

export const pageSize = 50

export const orders: readonly { readonly value: string; readonly label: string }[] = [
  { value: '', label: 'Name' },
  { value: 'name-descending', label: 'Name, from the end' },
  { value: 'modified-descending', label: 'Last change, newest first' },
  { value: 'modified-ascending', label: 'Last change, oldest first' },
  { value: 'created-descending', label: 'Created, newest first' },
  { value: 'created-ascending', label: 'Created, oldest first' },
]

const oneOf = (...values: readonly string[]): TSchema => Type.Union(values.map((value) => Type.Literal(value)))

const known: Readonly<Record<keyof Wanted, TSchema>> = {
  q: Type.String({ maxLength: 200 }),
  state: oneOf(...personStates),
  role: oneOf('owner', 'admin', 'viewer', 'member'),
  connection: Type.String({ maxLength: 100 }),
  filter: Type.String({ maxLength: 2000 }),
  sort: oneOf(...orders.map(({ value }) => value)),
}

/** What cannot be understood is left out. */
export function readWanted(query: URLSearchParams): Wanted {
  const entries = Object.entries(known).flatMap(([name, schema]) => {
    const text = query.get(name)?.trim()
    return text && Value.Check(schema, text) ? [[name, text]] : []
  })
  return Object.fromEntries(entries)
}

/** The query for a page; `wrong` says what is wrong with the filter, which then is left out. */
export function queryOf(
  wanted: Wanted,
  query: URLSearchParams,
  type: ResourceType,
): { readonly query: PeopleQuery; readonly wrong?: string } {
  const { q, state, role, connection, filter, sort: chosen = 'name-ascending' } = wanted
  const [sort, order] = chosen.split('-') as [PersonSort, PeopleQuery['order']]
  const words = searchWords(q)
  const { condition, wrong } = filter ? conditionOf(type, filter) : {}
  const [after, before] = [query.get('after'), query.get('before')]
  const id = after ?? before
  const at = /^\d{1,15}$/.test(query.get('at') ?? '') && sort === 'modified' ? Number(query.get('at')) : undefined
  return {
    query: {
      sort: personSorts.find((each) => each === sort) ?? 'name',
      order,
      limit: pageSize,
      direction: after === null && before !== null ? 'backward' : 'forward',
      ...(id && { from: { id, ...(at !== undefined && { key: at }) } }),
      ...(state && { state }),
      ...(role && { role }),
      ...(connection && { connectionId: connection === 'none' ? null : connection }),
      ...(words.length > 0 && { words }),
      ...(condition && { condition }),
    },
    ...(wrong !== undefined && { wrong }),
  }
}

function conditionOf(type: ResourceType, filter: string): { readonly condition?: Condition; readonly wrong?: string } {
  try {
    const leniency = lenient()
    return { condition: resolve(type, parseFilter(filter, leniency), leniency) }
  } catch (error) {
    if (error instanceof ScimError) return { wrong: error.detail }
    throw error
  }
}
