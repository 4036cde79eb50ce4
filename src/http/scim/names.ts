import type { Filter } from '../../scim/filter'
import { isObject, type Json } from '../../scim/json'

/** The name in a stored document, found without parsing it: inside a JSON string the quotes would be escaped. */
export function nameInDocument(document: string, attribute: string): string | undefined {
  const start = document.indexOf(`"${attribute}":"`)
  if (start < 0) return undefined
  const from = start + attribute.length + 3
  let end = document.indexOf('"', from + 1)
  while (end > 0 && document[end - 1] === '\\') end = document.indexOf('"', end + 1)
  if (end < 0) return undefined
  const quoted = document.slice(from, end + 1)
  if (!quoted.includes('\\')) return quoted.slice(1, -1)
  try {
    const name: unknown = JSON.parse(quoted)
    return typeof name === 'string' ? name : undefined
  } catch {
    return undefined
  }
}

/** The name in a body that may be refused, whatever its shape. */
export function nameInBody(body: Json, attribute: string): { readonly name?: string } {
  const name = isObject(body)
    ? Object.entries(body).find(([key]) => key.toLowerCase() === attribute.toLowerCase())?.[1]
    : undefined
  return typeof name === 'string' ? { name: name.slice(0, 200) } : {}
}

/** The name that a filter such as `userName eq "…"` looks for. */
export function nameInFilter(filter: Filter | undefined, attribute: string): string | undefined {
  const isMeant =
    filter?.kind === 'compare' && filter.operator === 'eq' && filter.path.toLowerCase() === attribute.toLowerCase()
  return isMeant ? String(filter.value) : undefined
}

/** Whether a filter asks for a certain resource: one that has a certain text. */
export function isLookup(filter: Filter): boolean {
  switch (filter.kind) {
    case 'compare':
      return filter.operator === 'eq' && typeof filter.value === 'string'
    case 'and':
      return filter.filters.some(isLookup)
    case 'some':
      return isLookup(filter.filter)
    case 'or':
    case 'not':
    case 'present':
      return false
  }
}
