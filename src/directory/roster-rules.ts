import type { Connection } from './connection'
import { Refusal } from './refusal'
import type { Roster } from './roster'
import type { Staff } from './staff'
import type { Reader } from './store'

export interface Owned {
  readonly roster: Roster
  /** Deleted ones too. */
  readonly connection?: Connection
  /** Whether the connection owns the group. */
  readonly isOwned: boolean
}

/** A group of the organization, deleted ones too. Errors: Refusal not_found. */
export async function rosterOf(from: Pick<Reader, 'rosters' | 'connections'>, by: Staff, id: string): Promise<Owned> {
  const roster = await from.rosters.find(by.organizationId, id)
  if (!roster) throw new Refusal('not_found', 'There is no group with this id.')
  const { connectionId } = roster
  const connection = connectionId === undefined ? undefined : await from.connections.find(connectionId)
  const isOwned = connection !== undefined && connection.deletedAt === undefined
  return { roster, ...(connection && { connection }), isOwned }
}

/** The same where it is not deleted. Errors: Refusal not_found, conflict. */
export async function livingRoster(
  from: Pick<Reader, 'rosters' | 'connections'>,
  by: Staff,
  id: string,
): Promise<Owned> {
  const found = await rosterOf(from, by, id)
  if (found.roster.deletedAt !== undefined)
    throw new Refusal('conflict', `${found.roster.name} is deleted; nothing of it can be changed.`)
  return found
}
