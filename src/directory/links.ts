import type { Account, Link } from './account'
import { absolve } from './attempts'
import type { Dependencies } from './directory'
import { parse } from './document'
import { refuseWeak } from './password-rule'
import { Refusal } from './refusal'
import { staffOf } from './sessions'
import { auditEntry, demand, isAtLeast, type Staff } from './staff'
import type { Reader, Transaction } from './store'
import { hashOf } from './token'

/** Why a link is handed to somebody, who can then set a password. */
export type LinkPurpose = Exclude<Link['purpose'], 'first-run'>

/** Links that let a person in once, handed over by whoever administers the organization. */
export interface PersonalLinks {
  /**
   * Makes a link for somebody who may use the console, and returns the text that stands in its URL, this once. An earlier
   * one of the same purpose ends. Errors: Refusal forbidden where an owner's is made by less than an owner; not_found; conflict.
   */
  makeLink(by: Staff, purpose: LinkPurpose, userId: string): Promise<string>
  /** Whose a link is; undefined where it is not good, or no longer. */
  openLink(purpose: LinkPurpose, text: string): Promise<LinkHolder | undefined>
  /** Sets the password, which uses the link up and ends the person's sessions. Errors: Refusal invalid for the password; not_found. */
  useLink(purpose: LinkPurpose, text: string, password: string, ip?: string): Promise<Entrance>
}

export interface LinkHolder {
  readonly userName: string
  readonly displayName: string
  readonly organization: string
  readonly expires: number
}

/** Somebody who has just proved who they are. */
export interface Entrance {
  readonly userId: string
  /** As in Recognized. */
  readonly stamp: string
}

const hour = 3_600_000
const lifetimes: Readonly<Record<LinkPurpose, number>> = { invitation: 7 * 24 * hour, 'password-reset': 24 * hour }
const made = { invitation: 'invitation.made', 'password-reset': 'password-reset.made' } as const

export function personalLinks({ store, now, randomBytes, hashPassword }: Dependencies): PersonalLinks {
  return {
    async makeLink(by, purpose, userId) {
      demand(by, 'admin', 'give links to set a password')
      const { actor } = by
      if (actor.kind !== 'person' && actor.kind !== 'command')
        throw new Refusal('forbidden', 'Only people make links to set a password; do it in the console.')
      const text = Buffer.from(randomBytes(32)).toString('base64url')
      await store.write(async (tx) => {
        const account = await tx.accounts.find(userId)
        if (account?.organizationId !== by.organizationId)
          throw new Refusal('not_found', `There is nobody with the id ${userId}.`)
        const name = nameOf(account)
        if (account.effectiveRole === 'owner') demand(by, 'owner', 'give an owner a link to set a password')
        if (!account.active) throw new Refusal('conflict', `${name} is deactivated; reactivate the account first.`)
        if (!isAtLeast(account.effectiveRole, 'viewer'))
          throw new Refusal('conflict', `${name} has no access to the console; give a role first.`)
        const created = now()
        await tx.links.deleteExpired(created)
        await tx.links.insert({
          hash: hashOf(text),
          purpose,
          userId,
          ...(actor.kind === 'person' && { madeBy: actor.id }),
          created,
          expires: created + lifetimes[purpose],
        })
        await tx.audit.insert(auditEntry(by, created, made[purpose], { type: 'user', id: userId, name }))
      })
      return text
    },

    async openLink(purpose, text) {
      const found = await find(store, purpose, text)
      if (!found) return undefined
      const { account, link } = found
      const organization = await store.organizations.find(account.organizationId)
      const { displayName, name } = JSON.parse(account.document)
      const userName = nameOf(account)
      return {
        userName,
        displayName: String(displayName ?? name?.formatted ?? userName),
        organization: organization?.name ?? '',
        expires: link.expires,
      }
    },

    async useLink(purpose, text, password, ip) {
      if (!(await find(store, purpose, text))) throw dead()
      refuseWeak(password)
      const passwordHash = await hashPassword(password)
      return store.write(async (tx) => {
        const found = await find(tx, purpose, text)
        if (!found) throw dead()
        const { account } = found
        await replacePassword(tx, account, passwordHash, ip)
        const by = staffOf(account, ip)
        const target = { type: 'user', id: account.id, name: nameOf(account) } as const
        await tx.audit.insert(auditEntry(by, now(), 'password.changed', target, { by: purpose }))
        return { userId: account.id, stamp: hashOf(passwordHash) }
      })
    },
  }

  /** Only while it is in time, its person may still enter, and whoever made it could still make it. */
  async function find(
    from: Pick<Reader, 'links' | 'accounts'>,
    purpose: LinkPurpose,
    text: string,
  ): Promise<{ readonly link: Link; readonly account: Account } | undefined> {
    const link = await from.links.find(hashOf(text))
    if (link?.purpose !== purpose || link.userId === undefined || link.expires <= now()) return undefined
    const account = await from.accounts.find(link.userId)
    if (!account?.active || !isAtLeast(account.effectiveRole, 'viewer')) return undefined
    if (link.madeBy === undefined) return { link, account }
    const maker = await from.accounts.find(link.madeBy)
    const needed = account.effectiveRole === 'owner' ? 'owner' : 'admin'
    return maker?.active && isAtLeast(maker.effectiveRole, needed) ? { link, account } : undefined
  }
}

/** Whoever knew the old password, or holds a link or a session, is out; who was locked out by others' guesses is let in again. */
export async function replacePassword(
  tx: Transaction,
  account: Account,
  passwordHash: string,
  ip?: string,
): Promise<void> {
  await tx.credentials.put(account.id, passwordHash)
  await tx.links.deleteOf(account.id)
  await tx.sessions.deleteOf(account.id)
  const { emails } = JSON.parse(account.document)
  const addresses = Array.isArray(emails) ? emails.slice(0, 10).map(({ value }) => String(value)) : []
  await absolve(tx, [nameOf(account), ...addresses], ip)
}

const nameOf = (account: Account) => String(parse(account).userName)

function dead(): Refusal {
  return new Refusal('not_found', 'This link is not good any more; ask whoever gave it to you for a new one.')
}
