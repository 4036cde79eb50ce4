import type { Affected } from '../directory/roster'
import { higher } from '../directory/staff'
import type { GroupRole, Role } from '../directory/user'
import { compareText } from '../scim/text'

export const withRole = (own: Role, role: GroupRole | null | undefined): Role => (role ? higher(own, role) : own)

export interface Changed {
  readonly seq: number
  /** The folded name. */
  readonly key: string
  readonly active: boolean
  readonly from: Role
  readonly to: Role
}

/** Counts people, and keeps those that stand first by name. */
export function gathering(most: number) {
  let kept: Changed[] = []
  const counts = { count: 0, inactive: 0 }
  const tidy = () => {
    kept = kept.sort((one, other) => compareText(one.key, other.key) || one.seq - other.seq).slice(0, most)
  }
  return {
    counts,
    add(change: Changed): void {
      counts.count++
      if (!change.active) counts.inactive++
      kept.push(change)
      if (kept.length > most + 1000) tidy()
    },
    first(): readonly Changed[] {
      tidy()
      return kept
    },
  }
}

export type Names = ReadonlyMap<number, { readonly id: string; readonly name: string }>

export function affected({ counts, first }: ReturnType<typeof gathering>, names: Names): Affected {
  const people = first().flatMap(({ seq, active, from, to }) => {
    const named = names.get(seq)
    return named ? { ...named, active, from, to } : []
  })
  return { ...counts, people }
}
