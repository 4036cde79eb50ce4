import { Type } from '@sinclair/typebox'
import { seal, unseal } from './sealed'

/** How long (s) an access token is good for. */
export const accessTokenLifetime = 3600

const prefix = 'rc_access_'
const content = Type.Object({ hash: Type.String(), expires: Type.Number() })

/**
 * Access tokens (RFC 6749 §1.4). Nothing is kept of them: each names, sealed, the connection's token it was given for, and
 * ends with it.
 */
export interface AccessTokens {
  /** For the connection's token with this hash. */
  issue(hash: string): string
  /** The hash it was given for; undefined for what is no access token of ours, or has expired. */
  read(token: string): string | undefined
  /** Whether it looks like an access token at all. */
  isOne(token: string): boolean
}

/** `secret` is 32 bytes; `now` gives ms since 1970. */
export function accessTokens(secret: Uint8Array, now: () => number): AccessTokens {
  const isOne = (token: string) => token.startsWith(prefix)
  return {
    isOne,
    issue: (hash) => prefix + seal(secret, { hash, expires: now() + accessTokenLifetime * 1000 }),
    read(token) {
      const found = isOne(token) ? unseal(secret, token.slice(prefix.length), content) : undefined
      return found && found.expires >= now() ? found.hash : undefined
    },
  }
}
