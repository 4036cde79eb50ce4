import type { RosterMemberQuery } from '../../../directory/roster'
import { searchWords } from '../search-words'
import { pageSize, placeIn } from './wanted'

/** Which members a group's page was asked for. */
export interface MembersWanted {
  /** What was searched for; empty for everybody. */
  readonly q: string
  readonly query: RosterMemberQuery
}

export function readMembersWanted(query: URLSearchParams): MembersWanted {
  const q = query.get('q')?.trim().slice(0, 200) ?? ''
  const words = searchWords(q)
  const { from, direction } = placeIn(query)
  const position = from !== undefined && /^\d{1,15}$/.test(from) ? Number(from) : undefined
  return {
    q,
    query: {
      direction: position === undefined ? 'forward' : direction,
      limit: pageSize,
      ...(words.length > 0 && { words }),
      ...(position !== undefined && { from: position }),
    },
  }
}
