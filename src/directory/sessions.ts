import type { Dependencies } from './directory'
import { parse } from './document'
import type { Account, Session } from './model'
import { Refusal } from './refusal'
import { auditEntry, type Staff } from './staff'

/** Who is signed in. The rules of their life (length, renewal) are the console's library's. */
export interface Sessions {
  /** Errors: Refusal not_found. */
  openSession(session: Session): Promise<void>
  findSession(hash: string): Promise<{ readonly session: Session; readonly account: Account } | undefined>
  extendSession(hash: string, expires: number): Promise<void>
  endSession(hash: string): Promise<void>
  /** The newest first. */
  sessionsOf(userId: string): Promise<readonly Session[]>
  endSessionsOf(userId: string): Promise<void>
  endExpiredSessions(): Promise<void>
  /** Ends one of one's own sessions; whether there was one. */
  signOutSession(by: Staff, hash: string): Promise<boolean>
  /** Ends one's own sessions but the one with the hash `except`; returns how many. */
  signOutEverywhere(by: Staff, except?: string): Promise<number>
}

export function sessions({ store, now }: Dependencies): Sessions {
  return {
    openSession: (session) =>
      store.write(async (tx) => {
        const account = await tx.accounts.find(session.userId)
        if (!account) throw new Refusal('not_found', 'The account is gone.')
        await tx.sessions.insert(session)
        await tx.audit.insert(auditEntry(staffOf(account, session.ip), now(), 'session.opened'))
      }),
    findSession: (hash) => store.sessions.find(hash),
    extendSession: (hash, expires) => store.write((tx) => tx.sessions.extend(hash, expires)),
    endSession: (hash) => store.write((tx) => tx.sessions.delete(hash)),
    sessionsOf: (userId) => store.sessions.listOf(userId),
    endSessionsOf: (userId) =>
      store.write(async (tx) => {
        await tx.sessions.deleteOf(userId)
      }),
    endExpiredSessions: () => store.write((tx) => tx.sessions.deleteExpired(now())),

    signOutSession: (by, hash) =>
      store.write(async (tx) => {
        const found = await tx.sessions.find(hash)
        if (by.actor.kind !== 'person' || found?.session.userId !== by.actor.id) return false
        await tx.sessions.delete(hash)
        await tx.audit.insert(auditEntry(by, now(), 'session.ended'))
        return true
      }),

    signOutEverywhere: (by, except) =>
      store.write(async (tx) => {
        if (by.actor.kind !== 'person') return 0
        const ended = await tx.sessions.deleteOf(by.actor.id, except)
        await tx.audit.insert(auditEntry(by, now(), 'sessions.ended', undefined, { ended }))
        return ended
      }),
  }
}

/** Somebody signed in, from an address. */
export function staffOf({ id, organizationId, document, effectiveRole }: Account, ip: string | undefined): Staff {
  const name = String(parse({ document }).userName)
  return {
    organizationId,
    role: effectiveRole,
    actor: { kind: 'person', id },
    name,
    ...(ip !== undefined && { ip }),
  }
}
