import type { StoredEvent } from '../../../directory/request-event'

/** The path below the SCIM base, and the query as somebody would have typed it. */
export function address({ path, query }: Pick<StoredEvent, 'path' | 'query'>): string {
  const below = path.replace(base, '') || '/'
  return query ? `${below}?${readable(query)}` : below
}

/** The same for a line in a table: of a long id only its beginning. */
export function shortAddress(event: Pick<StoredEvent, 'path' | 'query'>): string {
  return address(event).replace(/\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '$1…')
}

/** What the request was sent to: `Users`, `Bulk`, … */
export function endpointOf({ path }: Pick<StoredEvent, 'path'>): string {
  return path.replace(base, '').split('/')[1] ?? ''
}

const base = /^\/(?:scim\/v2|api\/connect\/v1(?:\/scim\/2\.0)?)(?:\/connections\/[^/]+)?/

export function readable(query: string): string {
  try {
    return decodeURIComponent(query.replaceAll('+', ' '))
  } catch {
    return query
  }
}
