import { Value } from '@sinclair/typebox/value'
import { fold } from '../scim/text'
import type { Dependencies } from './directory'
import type { Connection, Token } from './model'
import { Refusal } from './refusal'
import { connectionSettings, defaultSettings } from './settings'
import { auditEntry, demand, type Staff } from './staff'
import type { FoundToken, Transaction } from './store'
import { hashOf, mint } from './token'

export interface ConnectionAuthority {
  /** Revoked and expired ones too; undefined for a token nobody has issued. */
  authenticate(token: string): Promise<FoundToken | undefined>
  /** The same for a token of which only the hash is known. */
  authenticateHash(hash: string): Promise<FoundToken | undefined>
  /** Deleted ones too. */
  findConnection(id: string): Promise<Connection | undefined>
  connectionsOf(organizationId: string): Promise<readonly Connection[]>
  /** Makes a new token and ends all others of the connection at once. Errors: Refusal, as all that staff does. */
  regenerateToken(by: Staff, connectionId: string): Promise<string>
  /** Makes one more token, so that a provider can be moved to it before the old one is revoked. `expires` is in ms since 1970. */
  addToken(by: Staff, connectionId: string, name: string, expires?: number): Promise<string>
  /** Makes one more connection of an organization, and its token, which is shown this once. Errors: Refusal conflict, invalid. */
  addConnection(by: Staff, name: string): Promise<{ readonly connection: Connection; readonly token: string }>
  /** Changes some of a connection's settings. Errors: Refusal invalid, not_found. */
  configure(by: Staff, connectionId: string, settings: Readonly<Record<string, unknown>>): Promise<Connection>
}

export function connections({ store, now, newId, randomBytes }: Dependencies): ConnectionAuthority {
  async function issue(by: Staff, connectionId: string, issued: Pick<Token, 'name' | 'expires'>, endOthers: boolean) {
    demand(by, 'owner', 'make tokens')
    const name = named(issued.name, 'a token')
    const token = mint(randomBytes)
    await store.write(async (tx) => {
      const connection = await connectionOf(tx, by, connectionId)
      const time = now()
      if (issued.expires !== undefined && issued.expires <= time)
        throw new Refusal('invalid', 'The token would have expired already; choose a later day.')
      const id = newId()
      if (endOthers) await tx.tokens.revokeAll(connectionId, time)
      await tx.tokens.insert({ ...issued, id, connectionId, name, hash: hashOf(token), created: time })
      const action = endOthers ? 'token.regenerated' : 'token.added'
      const target = { type: 'connection', id: connectionId, name: connection.name } as const
      await tx.audit.insert(auditEntry(by, time, action, target, { token: name }))
    })
    return token
  }

  return {
    authenticate: (token) => store.tokens.find(hashOf(token)),
    authenticateHash: (hash) => store.tokens.find(hash),
    findConnection: (id) => store.connections.find(id),
    connectionsOf: (organizationId) => store.connections.listOf(organizationId),
    regenerateToken: (by, connectionId) => issue(by, connectionId, { name: 'regenerated' }, true),
    addToken: (by, connectionId, name, expires) =>
      issue(by, connectionId, { name, ...(expires !== undefined && { expires }) }, false),

    async addConnection(by, name) {
      demand(by, 'admin', 'add connections')
      const called = named(name, 'a connection')
      const { organizationId } = by
      const time = now()
      const connection: Connection = {
        id: newId(),
        organizationId,
        name: called,
        kind: 'scim',
        settings: defaultSettings,
        created: time,
      }
      const token = mint(randomBytes)
      await store.write(async (tx) => {
        await refuseTaken(tx, organizationId, called)
        await tx.connections.insert(connection)
        await tx.tokens.insert({
          id: newId(),
          connectionId: connection.id,
          name: 'first',
          hash: hashOf(token),
          created: time,
        })
        const target = { type: 'connection', id: connection.id, name: called } as const
        await tx.audit.insert(auditEntry(by, time, 'connection.created', target))
      })
      return { connection, token }
    },

    async configure(by, connectionId, settings) {
      demand(by, 'admin', 'change the settings of connections')
      return store.write(async (tx) => {
        const connection = await connectionOf(tx, by, connectionId)
        const configured = { ...connection.settings, ...settings }
        if (!Value.Check(connectionSettings, configured)) {
          const wrong = Value.Errors(connectionSettings, configured).First()
          throw new Refusal('invalid', `The setting ${wrong?.path.slice(1)} cannot be ${JSON.stringify(wrong?.value)}.`)
        }
        await tx.connections.update({ ...connection, settings: configured })
        const target = { type: 'connection', id: connectionId, name: connection.name } as const
        const details = differences(connection.settings, configured)
        await tx.audit.insert(auditEntry(by, now(), 'connection.configured', target, details))
        return { ...connection, settings: configured }
      })
    },
  }
}

/** The connection, of the organization that the staff is of. Errors: Refusal not_found. */
export async function connectionOf(tx: Transaction, by: Staff, id: string): Promise<Connection> {
  const connection = await tx.connections.find(id)
  if (connection && connection.organizationId === by.organizationId && connection.deletedAt === undefined)
    return connection
  throw new Refusal('not_found', `There is no connection with the id ${id}.`)
}

/** A name as it is kept. Errors: Refusal invalid. `what` is what has the name. */
export function named(name: string, what: string): string {
  const called = name.trim()
  if (!called || called.length > 200) throw new Refusal('invalid', `The name of ${what} needs 1 to 200 characters.`)
  return called
}

/** Errors: Refusal conflict where another connection of the organization is called so. */
export async function refuseTaken(tx: Transaction, organizationId: string, name: string, id?: string): Promise<void> {
  const others = await tx.connections.listOf(organizationId)
  if (others.some((other) => other.id !== id && fold(other.name) === fold(name)))
    throw new Refusal('conflict', `The organization has a connection called ${name} already; choose another name.`)
}

/** What differs, by name: `from` and `to`. */
export function differences<T extends object>(before: T, after: T): Readonly<Record<string, unknown>> {
  const names = Object.keys(after) as (keyof T & string)[]
  return Object.fromEntries(
    names.flatMap((name) =>
      before[name] === after[name] ? [] : [[name, { from: before[name] ?? null, to: after[name] ?? null }]],
    ),
  )
}
