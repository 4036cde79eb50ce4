import { Value } from '@sinclair/typebox/value'
import type { Dependencies } from './directory'
import type { Connection } from './model'
import { Refusal } from './refusal'
import { type ConnectionSettings, connectionSettings } from './settings'
import { hashOf, mint } from './token'

export interface ConnectionAuthority {
  /** The connection a token belongs to, and when (ms) the token was revoked if it was; undefined for a token nobody has issued. */
  authenticate(token: string): Promise<{ readonly connection: Connection; readonly revoked?: number } | undefined>
  /** The same for a token of which only the hash is known. */
  authenticateHash(hash: string): Promise<{ readonly connection: Connection; readonly revoked?: number } | undefined>
  findConnection(id: string): Promise<Connection | undefined>
  connectionsOf(organizationId: string): Promise<readonly Connection[]>
  /** Makes a new token and ends all others of the connection at once. */
  regenerateToken(connectionId: string): Promise<string>
  /** Makes one more token, so that a provider can be moved to it before the old one is revoked. */
  addToken(connectionId: string, name: string): Promise<string>
  /** Changes some of a connection's settings. Errors: Refusal invalid, not_found. */
  configure(connectionId: string, settings: Partial<ConnectionSettings>): Promise<Connection>
}

export function connections({ store, now, newId, randomBytes }: Dependencies): ConnectionAuthority {
  async function issue(connectionId: string, name: string, endOthers: boolean): Promise<string> {
    const token = mint(randomBytes)
    await store.write(async (tx) => {
      if (!(await tx.connections.find(connectionId))) missing(connectionId)
      const time = now()
      if (endOthers) await tx.tokens.revokeAll(connectionId, time)
      await tx.tokens.insert({ id: newId(), connectionId, name, hash: hashOf(token), created: time })
    })
    return token
  }
  return {
    authenticate: (token) => store.tokens.find(hashOf(token)),
    authenticateHash: (hash) => store.tokens.find(hash),
    findConnection: (id) => store.connections.find(id),
    connectionsOf: (organizationId) => store.connections.listOf(organizationId),
    regenerateToken: (connectionId) => issue(connectionId, 'regenerated', true),
    addToken: (connectionId, name) => issue(connectionId, name, false),
    configure: (connectionId, settings) =>
      store.write(async (tx) => {
        const connection = (await tx.connections.find(connectionId)) ?? missing(connectionId)
        const configured = { ...connection.settings, ...settings }
        const wrong = Value.Errors(connectionSettings, configured).First()
        if (wrong)
          throw new Refusal('invalid', `The setting ${wrong.path.slice(1)} cannot be ${JSON.stringify(wrong.value)}.`)
        await tx.connections.update({ ...connection, settings: configured })
        return { ...connection, settings: configured }
      }),
  }
}

function missing(id: string): never {
  throw new Refusal('not_found', `There is no connection with the id ${id}.`)
}
