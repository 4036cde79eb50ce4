import type { Account } from './account'
import { admit, countsOf, forgive } from './attempts'
import type { Dependencies } from './directory'
import { parse } from './document'
import { type Entrance, replacePassword } from './links'
import { refuseWeak } from './password-rule'
import { Refusal } from './refusal'
import { auditEntry, type Staff } from './staff'
import { hashOf } from './token'

export interface Passwords {
  /**
   * Changes one's own password. All sessions end, and the links that were handed out; the present browser is let in anew.
   * Errors: Refusal invalid for the new password.
   */
  changePassword(by: Staff, current: string, next: string): Promise<PasswordChange>
  /** Sets somebody's password from the command line. Errors: Refusal not_found, invalid, forbidden. */
  setPassword(by: Staff, userId: string, password: string): Promise<void>
  /** The active owners of an organization, the oldest first. */
  ownersOf(organizationId: string): Promise<readonly Account[]>
}

export type PasswordChange =
  | { readonly kind: 'changed'; readonly entrance: Entrance }
  /** The current password is another one. */
  | { readonly kind: 'wrong' }
  /** Too many wrong ones; `wait` in seconds. */
  | { readonly kind: 'locked'; readonly wait: number }

export function passwords({ store, now, hashPassword, verifyPassword }: Dependencies): Passwords {
  return {
    async changePassword(by, current, next) {
      const { actor } = by
      if (actor.kind !== 'person') throw new Refusal('forbidden', 'Only people have a password of their own.')
      refuseWeak(next)
      // Counted as signing in is: whoever found an open browser shall not guess here instead.
      const counts = countsOf(`own ${actor.id}`, by.ip)
      const wait = await store.write((tx) => admit(tx, counts, now()))
      if (wait > 0) return { kind: 'locked', wait }
      const before = await store.accounts.passwordHashOf(actor.id)
      if (before === undefined || !(await verifyPassword(current, before))) return { kind: 'wrong' }
      const passwordHash = await hashPassword(next)
      return store.write(async (tx): Promise<PasswordChange> => {
        const account = await tx.accounts.find(actor.id)
        if (!account || (await tx.accounts.passwordHashOf(actor.id)) !== before) return { kind: 'wrong' }
        await forgive(tx, counts)
        await replacePassword(tx, account, passwordHash, by.ip)
        const target = { type: 'user', id: account.id, name: nameOf(account) } as const
        await tx.audit.insert(auditEntry(by, now(), 'password.changed', target))
        return { kind: 'changed', entrance: { userId: account.id, stamp: hashOf(passwordHash) } }
      })
    },

    async setPassword(by, userId, password) {
      if (by.actor.kind !== 'command')
        throw new Refusal('forbidden', "Somebody else's password is set by a link that you give them.")
      refuseWeak(password)
      const passwordHash = await hashPassword(password)
      await store.write(async (tx) => {
        const account = await tx.accounts.find(userId)
        if (account?.organizationId !== by.organizationId)
          throw new Refusal('not_found', `There is nobody with the id ${userId}.`)
        await replacePassword(tx, account, passwordHash)
        const target = { type: 'user', id: userId, name: nameOf(account) } as const
        await tx.audit.insert(auditEntry(by, now(), 'password.changed', target))
      })
    },

    ownersOf: (organizationId) => store.accounts.ownersOf(organizationId),
  }
}

const nameOf = (account: Account) => String(parse(account).userName)
