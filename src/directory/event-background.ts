import { isObject, type Json, type JsonObject } from '../scim/json'
import { projectText } from '../scim/projection'
import { fold } from '../scim/text'
import { wholeOf } from './caller'
import type { Actor, Change, StoredChange } from './change'
import type { Connection } from './connection'
import type { Dependencies } from './directory'
import type { KnownTypes } from './known-types'
import type { StoredEvent } from './request-event'

/** What the directory knows about a request besides what its event says. */
export interface EventBackground {
  /** Deleted ones too. */
  readonly connection?: Connection
  readonly change?: StoredChange
  /** The resource as the change found it and left it, without what is never returned. */
  readonly before?: string
  readonly after?: string
  /** What the request was about, as it stands today. */
  readonly resource?: KnownResource
  /** Of a request that was refused as a conflict: who has today what it wanted to have. */
  readonly met?: KnownResource
}

export interface KnownResource {
  readonly type: 'User' | 'Group'
  readonly id: string
  readonly name: string
  readonly isDeleted: boolean
  /** Whose it is; nobody's where absent. */
  readonly connection?: Pick<Connection, 'id' | 'name'>
  /** The last thing that happened to it. */
  readonly last?: Pick<Change, 'action' | 'time'> & { readonly by: string }
}

export function eventBackground({ store }: Pick<Dependencies, 'store'>, types: KnownTypes) {
  return async (event: StoredEvent): Promise<EventBackground> => {
    const { organizationId, connectionId, changeId, status, resourceType, resourceId } = event
    if (organizationId === undefined) return {}
    const connection = connectionId === undefined ? undefined : await store.connections.find(connectionId)
    const changed = changeId === undefined ? {} : await around(changeId)
    const resource = resourceType && resourceId && (await known(organizationId, resourceType, resourceId))
    const met = status === 409 ? await whomItMet(event, organizationId) : undefined
    return { ...(connection && { connection }), ...changed, ...(resource && { resource }), ...(met && { met }) }
  }

  async function around(changeId: number): Promise<Pick<EventBackground, 'change' | 'before' | 'after'>> {
    const change = await store.changes.find(changeId)
    if (!change) return {}
    const { organizationId, resourceId, resourceType } = change
    const before = (await store.changes.lastOf(organizationId, resourceId, change.id))?.after
    const { user } = await types.ofOrganization(organizationId)
    const shown = (document: string) => (resourceType === 'User' ? projectText(user, document, undefined) : document)
    return {
      change,
      ...(before !== undefined && { before: shown(before) }),
      ...(change.after !== undefined && { after: shown(change.after) }),
    }
  }

  async function known(organizationId: string, type: 'User' | 'Group', id: string): Promise<KnownResource | undefined> {
    const readers = type === 'User' ? store.users : store.groups
    const name = await readers.nameOf(organizationId, id)
    if (name === undefined) return undefined
    const living = await readers.find(wholeOf(organizationId), id)
    const connection =
      living?.connectionId === undefined ? undefined : await store.connections.find(living.connectionId)
    const last = await store.changes.lastOf(organizationId, id)
    return {
      type,
      id,
      name,
      isDeleted: living === undefined,
      ...(connection && { connection }),
      ...(last && { last: { action: last.action, time: last.time, by: await nameOf(organizationId, last.actor) } }),
    }
  }

  async function nameOf(organizationId: string, actor: Actor): Promise<string> {
    switch (actor.kind) {
      case 'connection':
        return (await store.connections.find(actor.id))?.name ?? 'a connection'
      case 'person':
        return (await store.users.nameOf(organizationId, actor.id)) ?? 'somebody'
      case 'api-key': {
        const keys = await store.apiKeys.listOf(organizationId)
        const name = keys.find(({ id }) => id === actor.id)?.name
        return name === undefined ? 'an API key' : `the API key ${name}`
      }
      case 'command':
        return 'whoever runs the server'
    }
  }

  /** Looked for as the rule does that refused it, so long as the event tells what was wanted. */
  async function whomItMet(event: StoredEvent, organizationId: string): Promise<KnownResource | undefined> {
    const { resourceType, resourceName, resourceId, connectionId } = event
    const sent = bodyOf(event)
    if (resourceType === 'Group') {
      const name = text(sent.displayName) ?? resourceName
      if (connectionId === undefined || name === undefined) return undefined
      const group = await store.groups.findByUniqueName(connectionId, fold(name))
      return group && group.id !== resourceId ? known(organizationId, 'Group', group.id) : undefined
    }
    if (resourceType !== 'User') return undefined
    for (const name of [text(sent.userName), resourceName]) {
      const user = name === undefined ? undefined : await store.users.findByUserName(organizationId, fold(name))
      if (user && user.id !== resourceId) return known(organizationId, 'User', user.id)
    }
    const email = primary(sent.emails)
    const externalId = text(sent.externalId)
    const unowned =
      (email === undefined ? undefined : await store.users.findUnownedByEmail(organizationId, fold(email))) ??
      (externalId === undefined ? undefined : await store.users.findUnownedByExternalId(organizationId, externalId))
    return unowned && known(organizationId, 'User', unowned.id)
  }
}

/** What a request sent, as far as it was kept and is a resource, or the whole value of a patch. */
function bodyOf({ requestBody }: StoredEvent): JsonObject {
  try {
    const body: Json = JSON.parse(requestBody ?? '')
    if (!isObject(body)) return {}
    const operations = Array.isArray(body.Operations) ? body.Operations.filter(isObject) : []
    return Object.assign({}, body, ...operations.map(written))
  } catch {
    return {}
  }
}

function written({ path, value }: JsonObject): JsonObject {
  if (path === undefined) return value !== undefined && isObject(value) ? value : {}
  return typeof path === 'string' && value !== undefined ? { [path]: value } : {}
}

function primary(emails: Json | undefined): string | undefined {
  const all = Array.isArray(emails) ? emails.filter(isObject) : []
  return text((all.find((email) => email.primary === true) ?? all[0])?.value)
}

function text(json: Json | undefined): string | undefined {
  return typeof json === 'string' && json !== '' ? json : undefined
}
