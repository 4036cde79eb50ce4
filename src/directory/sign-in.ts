import { fold } from '../scim/text'
import type { Dependencies } from './directory'
import type { Account } from './model'
import { isAtLeast } from './staff'
import type { Transaction } from './store'

/** What came of somebody's trying to sign in. */
export type SignIn =
  /** The password is right for these accounts, most often one; each is of another organization. */
  | { readonly kind: 'recognized'; readonly accounts: readonly Account[] }
  /** Nobody here, or another password: which, is not said. */
  | { readonly kind: 'unknown' }
  /** The password is right, but the account may not use the console. */
  | { readonly kind: 'barred' }
  /** Too many failures; `wait` in seconds. Nothing was looked at. */
  | { readonly kind: 'locked'; readonly wait: number }

export interface SignInDesk {
  /** `login` is a userName or an e-mail address. What is answered for a wrong password and for nobody takes the same time. */
  signIn(attempt: { readonly login: string; readonly password: string; readonly ip?: string }): Promise<SignIn>
}

/** From so many failures on there is a wait, which doubles with each more, up to a longest. */
interface Patience {
  readonly free: number
  /** ms */
  readonly first: number
  readonly longest: number
}

const minute = 60_000
/** Of one account from one address; of one account from anywhere; of one address. */
const patiences = {
  pair: { free: 5, first: minute / 2, longest: 60 * minute },
  account: { free: 20, first: minute / 2, longest: 15 * minute },
  address: { free: 30, first: minute / 2, longest: 60 * minute },
} as const satisfies Record<string, Patience>

/** Failures are forgotten so long (ms) after the last of them. */
const memory = 24 * 60 * minute

/** How many passwords are looked at in one attempt: an address may have an account in several organizations. */
const mostAccounts = 8

export function signInDesk({ store, now, hashPassword, verifyPassword }: Dependencies): SignInDesk {
  let decoy: Promise<string> | undefined

  return {
    async signIn({ login, password, ip }) {
      const name = fold(login.trim())
      const keys = keysOf(name, ip)
      const wait = await waitOf(keys)
      if (wait > 0) return { kind: 'locked', wait }
      // Counted before the password is looked at, so that many attempts at once are no way around the limit.
      await store.write((tx) => noteFailure(tx, keys))
      const candidates = (await store.accounts.findByLogin(name)).slice(0, mostAccounts)
      const matches = await Promise.all(candidates.map((each) => verifyPassword(password, each.passwordHash)))
      if (candidates.length === 0) {
        decoy ??= hashPassword('nobody has this password')
        await verifyPassword(password, await decoy)
      }
      const right = candidates.filter((_, index) => matches[index])
      if (right.length === 0) return { kind: 'unknown' }
      await store.write((tx) => forgive(tx, keys))
      const accounts = right.filter(({ active, effectiveRole }) => active && isAtLeast(effectiveRole, 'viewer'))
      return accounts.length > 0 ? { kind: 'recognized', accounts } : { kind: 'barred' }
    },
  }

  async function waitOf(keys: Keys): Promise<number> {
    const time = now()
    const waits = await Promise.all(
      keys.map(async ([key, patience]) => {
        const known = await store.signInFailures.find(key)
        return known && time - known.latest < memory ? known.latest + penalty(known.failures, patience) - time : 0
      }),
    )
    return Math.ceil(Math.max(0, ...waits) / 1000)
  }

  async function noteFailure(tx: Transaction, keys: Keys): Promise<void> {
    const time = now()
    await tx.signInFailures.deleteBefore(time - memory)
    for (const [key] of keys) {
      const known = await tx.signInFailures.find(key)
      await tx.signInFailures.put(key, (known?.failures ?? 0) + 1, time)
    }
  }

  /** Ends the count of the account from this address; others' failures at the account and those of the address only lose this one. */
  async function forgive(tx: Transaction, keys: Keys): Promise<void> {
    for (const [key, patience] of keys) {
      const known = await tx.signInFailures.find(key)
      if (!known) continue
      if (patience === patiences.pair || known.failures <= 1) await tx.signInFailures.delete(key)
      else await tx.signInFailures.put(key, known.failures - 1, known.latest)
    }
  }
}

type Keys = readonly (readonly [key: string, patience: Patience])[]

function keysOf(name: string, ip = ''): Keys {
  const short = name.slice(0, 300)
  return [
    [`pair ${ip} ${short}`, patiences.pair],
    [`account ${short}`, patiences.account],
    [`address ${ip}`, patiences.address],
  ]
}

function penalty(failures: number, { free, first, longest }: Patience): number {
  return failures < free ? 0 : Math.min(longest, first * 2 ** (failures - free))
}
