import type { Attribute, ResourceType } from './attribute'
import { equal, isObject, type JsonObject, own } from './json'
import { withSchemas } from './resource'
import { invalid } from './scim-error'

/**
 * What a resource comes to when a client puts another in its place (RFC 7644 §3.5.1): the client's, with what it cannot
 * have left out on purpose, as it is never shown (values that are never returned, or retired), and with what cannot change.
 * Errors: 400 mutability for another value of an immutable attribute.
 */
export function replacement(type: ResourceType, before: JsonObject, given: JsonObject): JsonObject {
  const live = type.extensions.reduce(
    (resource, { schema }) => laid(schema.id, schema.attributes.filter(isLasting), before, resource),
    given,
  )
  const whole = (type.retired ?? []).reduce(
    (resource, { id, attributes }) => laid(id, attributes, before, resource),
    live,
  )
  return whole === given ? given : withSchemas(type, whole)
}

const isLasting = ({ mutability, returned }: Attribute) => mutability === 'immutable' || returned === 'never'

/** The resource with the values that an extension had of these attributes, where it says nothing of them itself. */
function laid(id: string, attributes: readonly Attribute[], before: JsonObject, given: JsonObject): JsonObject {
  const had = own(before, id)
  const has = own(given, id)
  if (!isObject(had)) return given
  const members = isObject(has) ? has : {}
  const kept = attributes.filter(({ name, mutability }) => {
    const [current, next] = [own(had, name), own(members, name)]
    if (current !== undefined && next !== undefined && mutability === 'immutable' && !equal(current, next))
      throw invalid('mutability', `${id}:${name} is immutable; once it has a value it keeps it.`)
    return current !== undefined && next === undefined
  })
  if (kept.length === 0) return given
  return { ...given, [id]: { ...members, ...Object.fromEntries(kept.map(({ name }) => [name, had[name] ?? null])) } }
}
