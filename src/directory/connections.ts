import { Value } from '@sinclair/typebox/value'
import { fold } from '../scim/text'
import type { AuditAction, AuditEntry } from './audit-entry'
import type { Connection, Tally } from './connection'
import type { Dependencies } from './directory'
import { reconfigured } from './hold'
import { Refusal } from './refusal'
import { type ConnectionSettings, connectionSettings, defaultSettings } from './settings'
import { auditEntry, demand, type Staff } from './staff'
import type { Reader, Transaction } from './store'
import { hashOf, mint } from './token'

/** What staff does with connections. Errors: Refusal not_found, also for what belongs to another organization. */
export interface ConnectionAuthority {
  /** Deleted ones too. */
  findConnection(id: string): Promise<Connection | undefined>
  connectionsOf(organizationId: string): Promise<readonly Connection[]>
  readConnection(by: Staff, connectionId: string): Promise<Connection>
  /** How many people and groups it has. */
  tallyOf(connection: Connection): Promise<Tally>
  /** Makes one more connection of an organization, and its token, which is shown this once. Errors: Refusal conflict, invalid. */
  addConnection(
    by: Staff,
    name: string,
    settings?: Partial<ConnectionSettings>,
  ): Promise<{ readonly connection: Connection; readonly token: string }>
  /** Errors: Refusal conflict, invalid. */
  renameConnection(by: Staff, connectionId: string, name: string): Promise<Connection>
  /** Changes some of a connection's settings. Errors: Refusal invalid. */
  configure(by: Staff, connectionId: string, settings: Readonly<Record<string, unknown>>): Promise<Connection>
  /** From now on every request of the connection is answered 503. */
  pauseConnection(by: Staff, connectionId: string): Promise<Connection>
  resumeConnection(by: Staff, connectionId: string): Promise<Connection>
}

export function connections({ store, now, newId, randomBytes }: Dependencies): ConnectionAuthority {
  /** Makes of a connection what `next` says, with an audit entry, unless that is what it was. */
  async function change(
    by: Staff,
    connectionId: string,
    action: AuditAction,
    next: (current: Connection, tx: Transaction) => Promise<Changed | undefined>,
  ): Promise<Connection> {
    return store.write(async (tx) => {
      const current = await connectionOf(tx, by, connectionId)
      const changed = await next(current, tx)
      if (!changed) return current
      const { connection, details } = changed
      await tx.connections.update(connection)
      await tx.audit.insert(auditEntry(by, now(), action, targetOf(connection), details))
      return connection
    })
  }

  return {
    findConnection: (id) => store.connections.find(id),
    connectionsOf: (organizationId) => store.connections.listOf(organizationId),
    async readConnection(by, connectionId) {
      demand(by, 'viewer', 'see connections')
      return connectionOf(store, by, connectionId)
    },
    tallyOf: ({ organizationId, id }) => store.connections.tallyOf(organizationId, id),

    async addConnection(by, name, settings = {}) {
      demand(by, 'owner', 'add connections, as each comes with a token')
      const called = named(name, 'a connection')
      const { organizationId } = by
      const time = now()
      const connection: Connection = {
        id: newId(),
        organizationId,
        name: called,
        kind: 'scim',
        settings: settled({ ...defaultSettings, ...settings }),
        created: time,
      }
      const token = mint(randomBytes)
      await store.write(async (tx) => {
        await refuseTaken(tx, organizationId, called)
        await tx.connections.insert(connection)
        const first = { id: newId(), connectionId: connection.id, name: 'first', hash: hashOf(token), created: time }
        await tx.tokens.insert(first)
        const { provider } = connection.settings
        await tx.audit.insert(auditEntry(by, time, 'connection.created', targetOf(connection), { provider }))
      })
      return { connection, token }
    },

    async renameConnection(by, connectionId, name) {
      demand(by, 'admin', 'rename connections')
      const called = named(name, 'a connection')
      return change(by, connectionId, 'connection.renamed', async (current, tx) => {
        if (current.name === called) return undefined
        await refuseTaken(tx, by.organizationId, called, connectionId)
        const connection = { ...current, name: called }
        return { connection, details: differences({ name: current.name }, { name: called }) }
      })
    },

    async configure(by, connectionId, settings) {
      demand(by, 'admin', 'change the settings of connections')
      return change(by, connectionId, 'connection.configured', async (current) => {
        const next = settled({ ...current.settings, ...settings })
        if (next.passwordSync && !current.settings.passwordSync)
          demand(by, 'owner', 'switch on password sync, as the connection could then set passwords of owners')
        if (next.passwordSync && next.existingPeople === 'adopt' && current.settings.existingPeople !== 'adopt')
          demand(by, 'owner', 'let a connection with password sync take over people, as owners are among them')
        const connection = reconfigured(by, current, next)
        const details = differences(current.settings, connection.settings)
        return Object.keys(details).length > 0 ? { connection, details } : undefined
      })
    },

    async pauseConnection(by, connectionId) {
      demand(by, 'admin', 'pause connections')
      return change(by, connectionId, 'connection.paused', async (current) =>
        current.state?.paused === undefined
          ? { connection: { ...current, state: { ...current.state, paused: now() } } }
          : undefined,
      )
    },

    async resumeConnection(by, connectionId) {
      demand(by, 'admin', 'resume connections')
      return change(by, connectionId, 'connection.resumed', async ({ state = {}, ...current }) => {
        const { paused, ...rest } = state
        return paused === undefined ? undefined : { connection: { ...current, state: rest } }
      })
    },
  }
}

interface Changed {
  readonly connection: Connection
  readonly details?: AuditEntry['details']
}

/** The connection, of the organization that the staff is of. Errors: Refusal not_found. */
export async function connectionOf(
  reader: Pick<Reader, 'connections'>,
  by: Pick<Staff, 'organizationId'>,
  id: string,
): Promise<Connection> {
  const connection = await reader.connections.find(id)
  if (connection && connection.organizationId === by.organizationId && connection.deletedAt === undefined)
    return connection
  throw new Refusal('not_found', `There is no connection with the id ${id}.`)
}

export function targetOf({ id, name }: Connection): NonNullable<AuditEntry['target']> {
  return { type: 'connection', id, name }
}

/** A name as it is kept. Errors: Refusal invalid. `what` is what has the name. */
export function named(name: string, what: string): string {
  const called = name.trim()
  if (!called || called.length > 200) throw new Refusal('invalid', `The name of ${what} needs 1 to 200 characters.`)
  if (/\p{Cc}/u.test(called) || !/[^\p{C}\p{Z}\p{M}]/u.test(called))
    throw new Refusal('invalid', `The name of ${what} needs something that can be seen, and no line breaks.`)
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

/** Errors: Refusal invalid. */
function settled(settings: object): ConnectionSettings {
  if (Value.Check(connectionSettings, settings)) return settings
  const wrong = Value.Errors(connectionSettings, settings).First()
  const name = wrong?.path.slice(1) ?? ''
  if (!Object.hasOwn(connectionSettings.properties, name)) throw new Refusal('invalid', `There is no setting ${name}.`)
  throw new Refusal('invalid', `The setting ${name} cannot be ${JSON.stringify(wrong?.value)}.`)
}
