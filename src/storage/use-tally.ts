import type { TokenUse } from '../directory/token'
import { type Tally, tally } from './tally'

/** Remembers when each token was last used and from where, and writes it together: a token is used again and again. */
export interface UseTally extends Pick<Tally<TokenUse>, 'flush' | 'close'> {
  used(use: TokenUse): void
}

export function useTally(write: (uses: readonly TokenUse[]) => Promise<void>): UseTally {
  const { add, flush, close } = tally<TokenUse>(
    ({ id }) => id,
    (known, use) => (known.time <= use.time ? use : known),
    write,
  )
  return { used: add, flush, close }
}
