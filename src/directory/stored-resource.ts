import type { Condition, Target } from '../scim/condition'

/** What both kinds of stored resources have. `document` is the resource as JSON text, without what the server adds (groups, members, meta). */
export interface Stored {
  readonly id: string
  readonly organizationId: string
  readonly connectionId?: string
  readonly document: string
  readonly version: number
  readonly created: number
  readonly modified: number
}

/**
 * Who may see which resources: a connection its own, and under `adopt` also the people without a connection. Without a
 * connection it is everything in the organization.
 */
export interface Scope {
  readonly organizationId: string
  readonly connectionId?: string
  readonly includeUnowned: boolean
}

export interface Query {
  readonly condition?: Condition
  readonly sort?: { readonly by: Target; readonly order: 'ascending' | 'descending' }
  /** How many to pass over, from 0. */
  readonly offset: number
  readonly limit: number
}

/** A page of a list that goes on from one of its resources, whatever has come and gone meanwhile (RFC 9865). */
export interface Walk extends Pick<Query, 'condition' | 'sort' | 'limit'> {
  /**
   * The resource the page borders on, though it may have been deleted since; the page is at the list's beginning where
   * there is none. `key` is what it was sorted by then: absent where that was unassigned, or where nothing is sorted.
   */
  readonly from?: { readonly id: string; readonly key?: string | number | boolean }
  readonly direction: 'forward' | 'backward'
}

/** One page of a list in the order of creation (or as sorted), and how many there are in all. */
export interface Page<T> {
  readonly total: number
  readonly items: readonly T[]
}
