import { fold } from '../scim/text'
import { network } from './network'
import type { Transaction } from './store'
import { hashOf } from './token'

/** From so many failures on there is a wait, which doubles with each more, up to a longest; after each longest one failure is forgotten. */
interface Patience {
  readonly free: number
  /** ms */
  readonly first: number
  readonly longest: number
}

/** What failures are counted by. The key is a hash: people type passwords where their name belongs. */
export interface Count {
  readonly key: string
  readonly patience: Patience
  /** A success ends the count; otherwise it only takes its own attempt back. */
  readonly endsWithSuccess: boolean
}

const minute = 60_000
const patiences = {
  pair: { free: 5, first: minute / 2, longest: 60 * minute },
  account: { free: 20, first: minute / 2, longest: 15 * minute },
  address: { free: 30, first: minute / 2, longest: 60 * minute },
} as const satisfies Record<string, Patience>

/** Counts that nothing was added to for so long (ms) go. */
const memory = 24 * 60 * minute
/** Whoever has addresses without end shall not fill the disk. */
const mostCounts = 50_000

/**
 * The counts of an attempt: of this name from this address; of the name from anywhere, which does not keep out whoever is
 * `familiar` here; of the address, unless it is the machine itself, where a proxy may stand for everybody.
 */
export function countsOf(name: string, ip: string | undefined, familiar = false): readonly Count[] {
  const login = fold(name.trim()).slice(0, 1000)
  const place = ip === undefined ? undefined : network(ip)
  return [
    count('pair', `${place ?? ''} ${login}`, true),
    ...(familiar ? [] : [count('account', login, false)]),
    ...(place === undefined || place === 'own' ? [] : [count('address', place, false)]),
  ]
}

function count(kind: keyof typeof patiences, what: string, endsWithSuccess: boolean): Count {
  return { key: hashOf(`${kind} ${what}`), patience: patiences[kind], endsWithSuccess }
}

/**
 * How many seconds the attempt must wait. Where that is 0 it has been counted as one that failed, in the same unit, so that
 * many at once are no way around the limit.
 */
export async function admit(tx: Transaction, counts: readonly Count[], time: number): Promise<number> {
  const known = await Promise.all(counts.map(({ key }) => tx.signInFailures.find(key)))
  const waits = counts.map(({ patience }, index) => {
    const { failures = 0, latest = time } = known[index] ?? {}
    return Math.min(latest, time) + penalty(failures, patience) - time
  })
  const wait = Math.max(0, ...waits)
  if (wait > 0) return Math.ceil(wait / 1000)
  await tx.signInFailures.deleteBefore(time - memory)
  for (const [index, { key, patience }] of counts.entries()) {
    const { failures = 0, latest = time } = known[index] ?? {}
    const forgotten = Math.floor(Math.max(0, time - latest) / patience.longest)
    await tx.signInFailures.put(key, Math.min(Math.max(0, failures - forgotten) + 1, most(patience)), time)
  }
  return 0
}

/** Takes an attempt back that was no failure. */
export async function forgive(tx: Transaction, counts: readonly Count[]): Promise<void> {
  for (const { key, endsWithSuccess } of counts) {
    const known = await tx.signInFailures.find(key)
    if (!known) continue
    if (endsWithSuccess || known.failures <= 1) await tx.signInFailures.delete(key)
    else await tx.signInFailures.put(key, known.failures - 1, known.latest)
  }
}

/** Ends the counts of a name, whoever they are of, as when its password is set anew. */
export async function absolve(tx: Transaction, names: readonly string[], ip: string | undefined): Promise<void> {
  for (const name of names)
    for (const { key, patience } of countsOf(name, ip))
      if (patience !== patiences.address) await tx.signInFailures.delete(key)
}

/** Keeps the table small; to be called now and then. */
export function tidy(tx: Transaction): Promise<void> {
  return tx.signInFailures.keepWorst(mostCounts)
}

function penalty(failures: number, { free, first, longest }: Patience): number {
  return failures < free ? 0 : Math.min(longest, first * 2 ** (failures - free))
}

/** More would only be remembered longer. */
function most({ free, first, longest }: Patience): number {
  return free + Math.ceil(Math.log2(longest / first))
}
