import type { Dependencies } from './directory'
import { Refusal } from './refusal'
import type { Reader, Transaction } from './store'
import { hashOf } from './token'

/** The link to the first page of all, while there is no organization. */
export interface FirstRun {
  /** Makes the link and returns the text that stands in its URL; an earlier one ends. Undefined where there is an organization. */
  beginFirstRun(): Promise<string | undefined>
  isFirstRun(text: string): Promise<boolean>
}

/** ms */
const lifetime = 7 * 24 * 3_600_000

export function firstRun({ store, now, randomBytes }: Dependencies): FirstRun {
  return {
    async beginFirstRun() {
      if ((await store.organizations.list()).length > 0) return undefined
      const text = Buffer.from(randomBytes(32)).toString('base64url')
      const isMade = await store.write(async (tx) => {
        // Another process may have been faster.
        if ((await tx.organizations.list()).length > 0) return false
        const created = now()
        await tx.links.insert({ hash: hashOf(text), purpose: 'first-run', created, expires: created + lifetime })
        return true
      })
      return isMade ? text : undefined
    },
    isFirstRun: (text) => isGood(store, text, now()),
  }
}

/** Uses the link up, in the unit that makes the first organization. Errors: Refusal forbidden where it is not good. */
export async function useFirstRun(tx: Transaction, text: string, time: number): Promise<void> {
  if (!(await isGood(tx, text, time)) || !(await tx.links.delete(hashOf(text))))
    throw new Refusal(
      'forbidden',
      'This link is not good any more; sign in, or start rollcall serve again for another.',
    )
}

async function isGood(from: Pick<Reader, 'links' | 'organizations'>, text: string, time: number): Promise<boolean> {
  const link = await from.links.find(hashOf(text))
  if (link?.purpose !== 'first-run' || link.expires <= time) return false
  return (await from.organizations.list()).length === 0
}
