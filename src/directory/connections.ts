import { Value } from '@sinclair/typebox/value'
import { fold } from '../scim/text'
import type { Dependencies } from './directory'
import type { Connection } from './model'
import { Refusal } from './refusal'
import { connectionSettings, defaultSettings } from './settings'
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
  /** Makes one more connection of an organization, and its token, which is shown this once. Errors: Refusal conflict, invalid. */
  addConnection(
    organizationId: string,
    name: string,
  ): Promise<{ readonly connection: Connection; readonly token: string }>
  /** Changes some of a connection's settings. Errors: Refusal invalid, not_found. */
  configure(connectionId: string, settings: Readonly<Record<string, unknown>>): Promise<Connection>
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
    async addConnection(organizationId, name) {
      const called = name.trim()
      if (!called || called.length > 200)
        throw new Refusal('invalid', 'The name of a connection needs 1 to 200 characters.')
      const connection: Connection = {
        id: newId(),
        organizationId,
        name: called,
        kind: 'scim',
        settings: defaultSettings,
        created: now(),
      }
      const token = mint(randomBytes)
      await store.write(async (tx) => {
        const others = await tx.connections.listOf(organizationId)
        if (others.some((other) => fold(other.name) === fold(called))) {
          throw new Refusal(
            'conflict',
            `The organization has a connection called ${called} already; choose another name.`,
          )
        }
        await tx.connections.insert(connection)
        await tx.tokens.insert({
          id: newId(),
          connectionId: connection.id,
          name: 'first',
          hash: hashOf(token),
          created: connection.created,
        })
      })
      return { connection, token }
    },
    configure: (connectionId, settings) =>
      store.write(async (tx) => {
        const connection = (await tx.connections.find(connectionId)) ?? missing(connectionId)
        const configured = { ...connection.settings, ...settings }
        if (!Value.Check(connectionSettings, configured)) {
          const wrong = Value.Errors(connectionSettings, configured).First()
          throw new Refusal('invalid', `The setting ${wrong?.path.slice(1)} cannot be ${JSON.stringify(wrong?.value)}.`)
        }
        await tx.connections.update({ ...connection, settings: configured })
        return { ...connection, settings: configured }
      }),
  }
}

function missing(id: string): never {
  throw new Refusal('not_found', `There is no connection with the id ${id}.`)
}
