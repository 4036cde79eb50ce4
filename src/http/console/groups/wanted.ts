import type { RosterQuery } from '../../../directory/roster'
import { hrefOf } from '../href'
import { searchWords } from '../search-words'

/** What the list was asked for, as it stands in the address. */
export interface Wanted {
  readonly q?: string
  /** The id of a connection, or `none`. */
  readonly connection?: string
  readonly role?: 'any' | 'admin' | 'viewer'
}

export const pageSize = 50

const roles = ['any', 'admin', 'viewer'] as const
const longest = 200

/** What cannot be understood is left out. */
export function readWanted(query: URLSearchParams): Wanted {
  const [q, connection] = ['q', 'connection'].map((name) => query.get(name)?.trim().slice(0, longest))
  const role = roles.find((each) => each === query.get('role'))
  return { ...(q && { q }), ...(connection && { connection }), ...(role && { role }) }
}

export function queryOf({ q, connection, role }: Wanted, query: URLSearchParams): RosterQuery {
  const words = searchWords(q)
  return {
    ...(words.length > 0 && { words }),
    ...(connection && { connectionId: connection === 'none' ? null : connection }),
    ...(role && { role }),
    ...placeIn(query),
    limit: pageSize,
  }
}

/** From where a page goes on, and in which direction. */
export function placeIn(query: URLSearchParams): Pick<RosterQuery, 'from' | 'direction'> {
  const [after, before] = [query.get('after'), query.get('before')]
  const from = after || before
  return { direction: !after && before ? 'backward' : 'forward', ...(from && { from }) }
}

interface Shown {
  /** What the first and the last row are known by. */
  readonly first: string | undefined
  readonly last: string | undefined
  /** Whether there is more in the direction. */
  readonly isMore: boolean
}

/** The addresses of the pages before and behind one. */
export function neighbours(
  path: string,
  kept: Readonly<Record<string, string | undefined>>,
  query: URLSearchParams,
  { first, last, isMore }: Shown,
) {
  const { from, direction } = placeIn(query)
  const isBackward = direction === 'backward'
  const hasPrevious = isBackward ? isMore : from !== undefined
  const hasNext = isBackward || isMore
  return {
    previous: hasPrevious && first !== undefined ? hrefOf(path, { ...kept, before: first }) : undefined,
    next: hasNext && last !== undefined ? hrefOf(path, { ...kept, after: last }) : undefined,
    /** Whether this is the beginning of the list. */
    isFirst: from === undefined,
  }
}
