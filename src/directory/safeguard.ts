import type { AuditAction } from './audit-entry'
import type { Connection, ConnectionState } from './connection'
import { connectionOf } from './connections'
import type { Dependencies } from './directory'
import { isHeld, waivedUntil, withoutHold } from './hold'
import { Refusal } from './refusal'
import { auditEntry, demand, type Staff } from './staff'
import type { Reader, Store, Transaction } from './store'
import type { User } from './user'

/** What owners decide of a connection that wants to deactivate unusually many people. */
export interface Safeguard {
  /** Ends the hold, and lets the connection do what it wants for a day. Errors: Refusal conflict where nothing is held. */
  waiveHold(by: Staff, connectionId: string): Promise<Connection>
  /** Leaves the hold as it is, and everybody's pages without a word of it. Errors: as above. */
  keepHold(by: Staff, connectionId: string): Promise<Connection>
  standingOf(connection: Connection): Promise<Standing>
}

/** How near a connection is to being held. */
export interface Standing {
  /** How many people left by it within the hour. */
  readonly left: number
  /** Those, and the people of the connection that are active. */
  readonly people: number
  /** How many may leave within an hour. */
  readonly allowed: number
}

export function safeguard({ store, now }: Dependencies): Safeguard {
  const decide = (by: Staff, id: string, action: AuditAction, next: (state: ConnectionState, time: number) => object) =>
    store.write(async (tx) => {
      demand(by, 'owner', 'decide about a connection on hold')
      const connection = await connectionOf(tx, by, id)
      if (!isHeld(connection))
        throw new Refusal('conflict', `${connection.name} is not on hold any more; there is nothing to decide.`)
      const time = now()
      const decided = { ...connection, state: next(connection.state ?? {}, time) }
      await tx.connections.update(decided)
      await tx.audit.insert(auditEntry(by, time, action, { type: 'connection', id, name: connection.name }))
      return decided
    })
  return {
    waiveHold: (by, id) =>
      decide(by, id, 'hold.waived', (state, time) => ({ ...withoutHold(state), waivedUntil: time + day })),
    keepHold: (by, id) => decide(by, id, 'hold.kept', (state, time) => ({ ...state, holdKept: time })),
    standingOf: (connection) => standing(store, connection, now()),
  }
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** So many may leave within an hour, however few there are. */
const leastShare = 10

/** How many seconds after a refusal another attempt makes sense: somebody has to decide first. */
const retryAfter = 600

/**
 * Runs the unit of a write that may deactivate or delete somebody. Where the unit is refused because that would be too many,
 * the connection is held from then on, which is kept although the unit is undone. Errors: Refusal held.
 */
export async function guarded<T>(
  { store, now }: Pick<Dependencies, 'store' | 'now'>,
  connectionId: string,
  unit: (tx: Transaction) => Promise<T>,
): Promise<T> {
  try {
    return await store.write(unit)
  } catch (error) {
    if (error instanceof TooMany) await hold(store, connectionId, now())
    throw error
  }
}

/**
 * Counts somebody whom a connection deactivates or deletes at a time (ms). Deleting somebody it made within the hour only
 * takes that back, and does not count. Errors: Refusal held.
 */
export async function countOut(
  tx: Transaction,
  caller: Connection,
  user: User,
  deed: 'deactivation' | 'deletion',
  time: number,
): Promise<void> {
  const connection = (await tx.connections.find(caller.id)) ?? caller
  if (isHeld(connection)) throw new Refusal('held', sentence(connection.settings.safeguardPercent), retryAfter)
  if (deed === 'deletion' && isFresh(user, connection, time)) return countIn(tx, connection, user, time)
  if (!user.active) return
  const { safeguardPercent } = connection.settings
  if (safeguardPercent > 0 && waivedUntil(connection, time) === undefined) {
    const isAdopted = user.connectionId === undefined
    const { left, allowed } = await standing(tx, connection, time, isAdopted ? 1 : 0)
    if (left + 1 > allowed) throw new TooMany(safeguardPercent)
  }
  await tx.leavers.add(connection.id, minuteOf(time), minuteOf(time - hour))
}

/** `others` are people whom the connection is about to make its own. */
async function standing(
  { leavers, connections }: Pick<Reader, 'leavers' | 'connections'>,
  { id, organizationId, settings }: Connection,
  time: number,
  others = 0,
): Promise<Standing> {
  const left = await leavers.countSince(id, minuteOf(time - hour))
  const { active } = await connections.tallyOf(organizationId, id)
  const people = active + left + others
  return { left, people, allowed: Math.max(leastShare, Math.floor((people * settings.safeguardPercent) / 100)) }
}

/** Takes back that somebody was counted, if that was within the hour. */
export async function countIn(
  tx: Transaction,
  { id }: Pick<Connection, 'id'>,
  user: User,
  time: number,
): Promise<void> {
  const since = minuteOf(time - hour)
  // Whoever was changed longer ago was deactivated longer ago.
  if (user.active || minuteOf(user.modified) < since) return
  const left = await tx.leavers.leftAt(id, user.id)
  if (left !== undefined && minuteOf(left) >= since) await tx.leavers.takeBack(id, minuteOf(left))
}

/** The write that would be one too many. */
class TooMany extends Refusal {
  constructor(percent: number) {
    super('held', sentence(percent), retryAfter)
  }
}

async function hold(store: Store, connectionId: string, time: number): Promise<void> {
  await store.write(async (tx) => {
    const connection = await tx.connections.find(connectionId)
    if (!connection || isHeld(connection) || waivedUntil(connection, time) !== undefined) return
    await tx.connections.update({ ...connection, state: { ...withoutHold(connection.state ?? {}), held: time } })
  })
}

function isFresh({ connectionId, source, created }: User, { id }: Connection, time: number): boolean {
  return connectionId === id && source === 'scim' && created > time - hour
}

const minuteOf = (time: number) => Math.floor(time / minute)

const sentence = (percent: number) =>
  `This connection is on hold, because more than ${percent} % of its active people would have been deactivated or deleted within an hour; nobody was changed by this request. An owner of the organization decides on the connection's page in the console whether that is meant; then send it again.`
