import type { Account, Session } from './account'
import type { Dependencies } from './directory'
import { parse } from './document'
import { Refusal } from './refusal'
import { auditEntry, isAtLeast, type Staff } from './staff'
import { hashOf } from './token'

/** Who is signed in. The rules of their life (length, renewal) are the console's library's. */
export interface Sessions {
  /**
   * Lets somebody in whose password was found right: `stamp` stands for it (see Recognized). Errors: Refusal forbidden where
   * that has changed since, or the person may not enter any more.
   */
  openSession(session: Session, stamp: string): Promise<void>
  findSession(hash: string): Promise<{ readonly session: Session; readonly account: Account } | undefined>
  extendSession(hash: string, expires: number): Promise<void>
  endSession(hash: string): Promise<void>
  /** Those that have not expired, the newest first. */
  sessionsOf(userId: string): Promise<readonly Session[]>
  endSessionsOf(userId: string): Promise<void>
  endExpiredSessions(): Promise<void>
  /** Ends one of one's own sessions; whether there was one. */
  signOutSession(by: Staff, hash: string): Promise<boolean>
  /** Ends one's own sessions but the one with the hash `except`; returns how many. */
  signOutEverywhere(by: Staff, except?: string): Promise<number>
}

/** Of one person; the oldest end where there are more. */
const mostSessions = 50

export function sessions({ store, now }: Dependencies): Sessions {
  return {
    openSession: (session, stamp) =>
      store.write(async (tx) => {
        const account = await tx.accounts.find(session.userId)
        const passwordHash = await tx.accounts.passwordHashOf(session.userId)
        const isRight = passwordHash !== undefined && hashOf(passwordHash) === stamp
        if (!isRight || !account?.active || !isAtLeast(account.effectiveRole, 'viewer'))
          throw new Refusal('forbidden', 'Something about the account has changed meanwhile; sign in again.')
        await tx.sessions.deleteExpired(now())
        const others = await tx.sessions.listOf(session.userId)
        for (const { hash } of others.slice(mostSessions - 1)) await tx.sessions.delete(hash)
        await tx.sessions.insert(session)
        await tx.audit.insert(auditEntry(staffOf(account, session.ip), now(), 'session.opened'))
      }),
    findSession: (hash) => store.sessions.find(hash),
    extendSession: (hash, expires) => store.write((tx) => tx.sessions.extend(hash, expires)),
    endSession: (hash) => store.write((tx) => tx.sessions.delete(hash)),
    async sessionsOf(userId) {
      const time = now()
      return (await store.sessions.listOf(userId)).filter(({ expires }) => expires > time)
    },
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
