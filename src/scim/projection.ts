import type { Attribute, ResourceType } from './attribute'
import { isObject, type Json, type JsonObject } from './json'
import { lenient } from './leniency'
import { locate } from './places'
import { common, schemasAttribute } from './schemas/common'

/** Which attributes an answer holds (RFC 7644 §3.9), by lower-case path: `username`, `name`, `name.givenname`, `urn:…:user:department`. */
export interface Projection {
  readonly only?: ReadonlySet<string>
  readonly without?: ReadonlySet<string>
}

/** Reads the parameters `attributes` and `excludedAttributes`; undefined where the answer is the default one. */
export function readProjection(
  type: ResourceType,
  attributes: readonly string[] | undefined,
  excludedAttributes: readonly string[] | undefined,
): Projection | undefined {
  if (attributes?.length) return { only: new Set(attributes.flatMap((name) => keysOf(type, name))) }
  if (excludedAttributes?.length) return { without: new Set(excludedAttributes.flatMap((name) => keysOf(type, name))) }
  return undefined
}

/** Whether an attribute at the top of a resource is part of the answer at all, so that nobody fetches it in vain. */
export function includes(projection: Projection | undefined, attribute: string): boolean {
  if (!projection) return true
  const key = attribute.toLowerCase()
  if (projection.only)
    return projection.only.has(key) || [...projection.only].some((path) => path.startsWith(`${key}.`))
  return !projection.without?.has(key)
}

/** The part of a resource that the projection asks for; what is returned always or never stays so (RFC 7643 §7). */
export function project(type: ResourceType, resource: JsonObject, projection: Projection | undefined): JsonObject {
  const core = [schemasAttribute, ...common, ...type.schema.attributes]
  const projected: Record<string, Json> = { ...projectMembers(core, resource, '', projection) }
  for (const { schema } of type.extensions) {
    const extension = resource[schema.id]
    if (!isObject(extension)) continue
    const members = projectMembers(schema.attributes, extension, `${schema.id.toLowerCase()}:`, projection)
    if (Object.keys(members).length > 0) projected[schema.id] = members
  }
  return projected
}

function projectMembers(
  attributes: readonly Attribute[],
  resource: JsonObject,
  prefix: string,
  projection: Projection | undefined,
): JsonObject {
  const kept: Record<string, Json> = {}
  for (const attribute of attributes) {
    const value = resource[attribute.name]
    if (value === undefined) continue
    const projected = projectValue(attribute, value, prefix + attribute.name.toLowerCase(), projection)
    if (projected !== undefined) kept[attribute.name] = projected
  }
  return kept
}

function projectValue(
  attribute: Attribute,
  value: Json,
  key: string,
  projection: Projection | undefined,
): Json | undefined {
  if (attribute.returned === 'never') return undefined
  if (attribute.returned === 'always') return value
  if (projection?.only) {
    if (projection.only.has(key)) return value
    return projectParts(
      attribute,
      value,
      (sub) => sub.returned === 'always' || projection.only?.has(`${key}.${sub.name.toLowerCase()}`) === true,
      true,
    )
  }
  if (attribute.returned === 'request' || projection?.without?.has(key)) return undefined
  return projectParts(
    attribute,
    value,
    (sub) =>
      sub.returned !== 'never' &&
      sub.returned !== 'request' &&
      !projection?.without?.has(`${key}.${sub.name.toLowerCase()}`),
    false,
  )
}

/** A complex value with some of its sub-attributes; `asked` leaves out values of which nothing was asked for. */
function projectParts(
  attribute: Attribute,
  value: Json,
  keep: (sub: Attribute) => boolean,
  asked: boolean,
): Json | undefined {
  const subs = attribute.subAttributes
  if (!subs) return asked ? undefined : value
  if (asked ? !subs.some(keep) : subs.every(keep)) return asked ? undefined : value
  const part = (element: Json): Json =>
    isObject(element)
      ? Object.fromEntries(
          Object.entries(element).filter(([name]) => subs.some((sub) => sub.name === name && keep(sub))),
        )
      : element
  const parts = Array.isArray(value) ? value.map(part) : part(value)
  const isEmpty = (element: Json) => isObject(element) && Object.keys(element).length === 0
  if (!Array.isArray(parts)) return isEmpty(parts) ? undefined : parts
  const filled = parts.filter((element) => !isEmpty(element))
  return filled.length > 0 ? filled : undefined
}

/** The keys a name in a parameter stands for; a schema's URN stands for all of its attributes, an unknown name for nothing. */
function keysOf(type: ResourceType, name: string): readonly string[] {
  const place = locate(type, name.trim(), lenient())
  if (!place) return [`unknown ${name}`]
  if (place.kind === 'schema') {
    return place.schema.attributes.map((attribute) =>
      `${place.core ? '' : `${place.schema.id}:`}${attribute.name}`.toLowerCase(),
    )
  }
  const path = place.subAttribute ? `${place.attribute.name}.${place.subAttribute.name}` : place.attribute.name
  return [`${place.extension ? `${place.extension}:` : ''}${path}`.toLowerCase()]
}
