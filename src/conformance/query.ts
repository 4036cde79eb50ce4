import type { ResourceType } from '../scim/attribute'
import { type List, listIn } from './expect'
import type { Session } from './session'
import { userType } from './specimen'

export type Parameters = Readonly<Record<string, string | number>>

/** `?filter=…&count=…`, percent-encoded. */
export function queryString(parameters: Parameters): string {
  const parts = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return parts.length > 0 ? `?${parts.join('&')}` : ''
}

/** A page of a list. Errors: Failed where the answer is no ListResponse. */
export async function list(
  session: Session,
  { endpoint }: Pick<ResourceType, 'endpoint'>,
  parameters: Parameters,
): Promise<List> {
  return listIn(await session.get(`${endpoint}${queryString(parameters)}`))
}

export async function users(session: Session, parameters: Parameters): Promise<List> {
  return list(session, userType(session.server), parameters)
}

/** A text as a filter writes it. */
export function literal(text: string): string {
  return JSON.stringify(text)
}

/** A filter that holds for nothing but users whose userName begins so; in brackets only where it has to be. */
export function among(prefix: string, filter?: string): string {
  const scope = `userName sw ${literal(prefix)}`
  if (filter === undefined) return scope
  return / or /i.test(filter) ? `${scope} and (${filter})` : `${scope} and ${filter}`
}
