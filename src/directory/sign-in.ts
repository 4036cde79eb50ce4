import { fold } from '../scim/text'
import type { Account } from './account'
import { admit, countsOf, forgive, tidy } from './attempts'
import type { Dependencies } from './directory'
import { Crowded } from './password-gate'
import { isAtLeast } from './staff'
import { hashOf } from './token'

/** What came of somebody's trying to sign in. */
export type SignIn =
  /** The password is right for these accounts, most often one; each is of another organization. */
  | { readonly kind: 'recognized'; readonly accounts: readonly Recognized[] }
  /** Nobody here, or another password: which, is not said. */
  | { readonly kind: 'unknown' }
  /** The password is right, but the account may not use the console. */
  | { readonly kind: 'barred' }
  /** Too many failures, or too many attempts at once; `wait` in seconds. No password was looked at. */
  | { readonly kind: 'locked'; readonly wait: number }

export interface Recognized extends Account {
  /** Stands for the password that was right: a session is opened only while it is still the account's. */
  readonly stamp: string
}

export interface SignInDesk {
  /** `login` is a userName or an e-mail address. What is answered for a wrong password and for nobody takes the same time. */
  signIn(attempt: { readonly login: string; readonly password: string; readonly ip?: string }): Promise<SignIn>
}

/** How many passwords are looked at in one attempt: an address may have an account in several organizations. */
const mostAccounts = 8

/** Seconds after which it is worth another attempt when all are busy. */
const breather = 5

export function signInDesk({ store, now, hashPassword, verifyPassword }: Dependencies): SignInDesk {
  let decoy: Promise<string> | undefined
  let attempts = 0

  return {
    async signIn({ login, password, ip }) {
      const all = await candidatesFor(login)
      const familiar = await familiarOf(all, ip)
      const isTidying = attempts++ % 1000 === 0
      const { wait, counts, candidates } = await store.write(async (tx) => {
        if (isTidying) await tidy(tx)
        const counts = countsOf(login, ip)
        const wait = await admit(tx, counts, now())
        if (wait === 0 || familiar.length === 0) return { wait, counts, candidates: all }
        const own = countsOf(login, ip, true)
        return { wait: await admit(tx, own, now()), counts: own, candidates: familiar }
      })
      if (wait > 0) return { kind: 'locked', wait }
      try {
        const right = await matching(candidates, password)
        if (right.length === 0) return { kind: 'unknown' }
        await store.write((tx) => forgive(tx, counts))
        const accounts = right.filter(mayEnter)
        return accounts.length > 0 ? { kind: 'recognized', accounts } : { kind: 'barred' }
      } catch (error) {
        if (!(error instanceof Crowded)) throw error
        const own = counts.map((count) => ({ ...count, endsWithSuccess: false }))
        await store.write((tx) => forgive(tx, own))
        return { kind: 'locked', wait: breather }
      }
    },
  }

  /** Whoever has this userName comes first, then who may enter: others with the same address cannot crowd them out. */
  async function candidatesFor(login: string): Promise<readonly Candidate[]> {
    const name = fold(login.trim())
    const found = await store.accounts.findByLogin(name)
    const rank = (each: Candidate) =>
      (fold(String(JSON.parse(each.document).userName)) === name ? 0 : 2) + (mayEnter(each) ? 0 : 1)
    return found.toSorted((one, other) => rank(one) - rank(other)).slice(0, mostAccounts)
  }

  /**
   * Those who are signed in from this very address. Where too many guess at the name from elsewhere, they alone are let in:
   * somebody of another organization may have the same name, and would open the way to guess at theirs.
   */
  async function familiarOf(candidates: readonly Candidate[], ip: string | undefined): Promise<readonly Candidate[]> {
    if (ip === undefined) return []
    const time = now()
    const sessions = await Promise.all(candidates.map(({ id }) => store.sessions.listOf(id)))
    const isHere = (index: number) => sessions[index]?.some((each) => each.ip === ip && each.expires > time) ?? false
    return candidates.filter((_, index) => isHere(index))
  }

  async function matching(candidates: readonly Candidate[], password: string): Promise<readonly Recognized[]> {
    // Made at the first attempt of any kind, so that it does not tell nobody from somebody.
    decoy ??= hashPassword('nobody has this password')
    const nobodys = await decoy.catch((error) => {
      decoy = undefined
      throw error
    })
    if (candidates.length === 0) await verifyPassword(password, nobodys)
    const right: Recognized[] = []
    for (const { passwordHash, ...account } of candidates) {
      if (await verifyPassword(password, passwordHash)) right.push({ ...account, stamp: hashOf(passwordHash) })
    }
    return right
  }
}

type Candidate = Account & { readonly passwordHash: string }

const mayEnter = ({ active, effectiveRole }: Account) => active && isAtLeast(effectiveRole, 'viewer')
