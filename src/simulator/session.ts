import type { Client } from './client'
import { type Person, person } from './person'

/** What one run knows. `run` is a word that no other run has: it makes userNames and group names unique. */
export type Session = {
  readonly client: Client
  readonly run: string
  readonly random: () => number
  readonly users: number
  readonly groups: number
  /** The server's ids by index; one that could not be created is missing, and later phases pass over it. */
  readonly userIds: Map<number, string>
  readonly groupIds: Map<number, string>
}

export type Member = { readonly id: string; readonly person: Person }

/** Everybody is in one group. A bigger one would turn the check of its members into a download of hundreds of megabytes. */
const largestGroup = 10_000

/** How many members a provider adds in one request. */
const batch = 100

export function membersOf({ users, groups, run, userIds }: Session, group: number): readonly Member[] {
  const members: Member[] = []
  for (let index = group; index < users && members.length < largestGroup; index += groups) {
    const id = userIds.get(index)
    if (id !== undefined) members.push({ id, person: person(run, index) })
  }
  return members
}

export function batches(members: readonly Member[]): readonly (readonly Member[])[] {
  return Array.from({ length: Math.ceil(members.length / batch) }, (_, index) =>
    members.slice(index * batch, (index + 1) * batch),
  )
}
