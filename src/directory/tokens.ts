import { connectionOf, named, targetOf } from './connections'
import type { Dependencies } from './directory'
import { Refusal } from './refusal'
import { auditEntry, demand, type Staff } from './staff'
import type { FoundToken, TokenUse } from './token'
import { hashOf, mint, type Token } from './token'

/** The life of connections' tokens. Errors: Refusal, as all that staff does. */
export interface Tokens {
  /** Revoked and expired ones too, and those of deleted connections; undefined for a token nobody has issued. */
  authenticate(token: string): Promise<FoundToken | undefined>
  /** The same for a token of which only the hash is known. */
  authenticateHash(hash: string): Promise<FoundToken | undefined>
  /** Takes note that a token was used; kept within a second. */
  tokenUsed(use: TokenUse): void
  /** Those of a connection, revoked ones too, the newest first. */
  tokensOf(by: Staff, connectionId: string): Promise<readonly Token[]>
  /** Makes a new token and ends all others of the connection at once. */
  regenerateToken(by: Staff, connectionId: string): Promise<string>
  /** Makes one more token, so that a provider can be moved to it before the old one is revoked. `expires` is in ms since 1970. */
  addToken(by: Staff, connectionId: string, name: string, expires?: number): Promise<string>
  /** Ends one token at once. Errors: Refusal not_found, conflict where it has been revoked already. */
  revokeToken(by: Staff, connectionId: string, tokenId: string): Promise<Token>
}

/** Whether it authenticates nobody at a time (ms), its connection aside. */
export function isSpent({ revoked, expires }: Pick<Token, 'revoked' | 'expires'>, time: number): boolean {
  return revoked !== undefined || (expires !== undefined && expires <= time)
}

export function tokens({ store, now, newId, randomBytes }: Dependencies): Tokens {
  async function issue(by: Staff, connectionId: string, issued: Pick<Token, 'name' | 'expires'>, endOthers: boolean) {
    demand(by, 'owner', 'make tokens')
    const name = named(issued.name, 'a token')
    const token = mint(randomBytes)
    await store.write(async (tx) => {
      const connection = await connectionOf(tx, by, connectionId)
      const time = now()
      const { expires } = issued
      if (expires !== undefined && !(expires > time))
        throw new Refusal('invalid', 'The token would have expired already; choose a later day.')
      if (endOthers) await tx.tokens.revokeAll(connectionId, time)
      await tx.tokens.insert({ ...issued, id: newId(), connectionId, name, hash: hashOf(token), created: time })
      const details = { token: name, ...(expires !== undefined && { expires: new Date(expires).toISOString() }) }
      const action = endOthers ? 'token.regenerated' : 'token.added'
      await tx.audit.insert(auditEntry(by, time, action, targetOf(connection), details))
    })
    return token
  }

  return {
    authenticate: (token) => store.tokens.find(hashOf(token)),
    authenticateHash: (hash) => store.tokens.find(hash),
    tokenUsed: (use) => store.tokenUsed(use),

    async tokensOf(by, connectionId) {
      demand(by, 'viewer', 'see tokens')
      await connectionOf(store, by, connectionId)
      return store.tokens.listOf(connectionId)
    },

    regenerateToken: (by, connectionId) => issue(by, connectionId, { name: 'regenerated' }, true),
    addToken: (by, connectionId, name, expires) =>
      issue(by, connectionId, { name, ...(expires !== undefined && { expires }) }, false),

    async revokeToken(by, connectionId, tokenId) {
      demand(by, 'owner', 'revoke tokens')
      return store.write(async (tx) => {
        const connection = await connectionOf(tx, by, connectionId)
        const token = (await tx.tokens.listOf(connectionId)).find(({ id }) => id === tokenId)
        if (!token) throw new Refusal('not_found', `The connection has no token with the id ${tokenId}.`)
        const revoked = now()
        if (!(await tx.tokens.revoke(connectionId, tokenId, revoked)))
          throw new Refusal('conflict', `The token ${token.name} has been revoked already.`)
        await tx.audit.insert(auditEntry(by, revoked, 'token.revoked', targetOf(connection), { token: token.name }))
        return { ...token, revoked }
      })
    },
  }
}
