import type { Attribute, ResourceType } from './attribute'
import { isObject, type Json, type JsonObject, own } from './json'
import { type Leniency, lenient } from './leniency'
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
  const only = attributes?.filter((name) => name.trim() !== '') ?? []
  if (only.length > 0) return { only: keysOfAll(type, only) }
  const without = excludedAttributes?.filter((name) => name.trim() !== '') ?? []
  if (without.length > 0) return { without: keysOfAll(type, without) }
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
  return type.retired?.length ? { ...projected, schemas: schemasShown(type, resource) } : projected
}

/** The schemas of a resource, without those of which it has only what is retired. */
function schemasShown(type: ResourceType, resource: JsonObject): readonly string[] {
  const shown = type.extensions.filter(({ schema }) => {
    const extension = own(resource, schema.id)
    return isObject(extension) && schema.attributes.some(({ name }) => own(extension, name) !== undefined)
  })
  return [type.schema.id, ...shown.map(({ schema }) => schema.id)]
}

/** The same for a resource as JSON text, which is parsed only where something is to be left out of it. */
export function projectText(type: ResourceType, text: string, projection: Projection | undefined): string {
  return projection || withholds(type, text) ? JSON.stringify(project(type, JSON.parse(text), projection)) : text
}

const withheldKeys = new WeakMap<ResourceType, readonly string[]>()

/**
 * Whether a resource, as JSON text, may hold what the default answer leaves out: values of an extension that are returned
 * on request or never, or are retired. The core schema's only such attribute, the password, is in no resource.
 */
function withholds(type: ResourceType, text: string): boolean {
  const keys = withheldKeys.get(type) ?? keysWithheld(type)
  withheldKeys.set(type, keys)
  return keys.some((key) => text.includes(key))
}

function keysWithheld({ extensions, retired = [] }: ResourceType): readonly string[] {
  const isWithheld = ({ returned }: Attribute) => returned === 'never' || returned === 'request'
  const attributes = extensions.flatMap(({ schema }) => schema.attributes)
  const withheld = attributes.filter((each) => isWithheld(each) || each.subAttributes?.some(isWithheld))
  return [...withheld.map(({ name }) => name), ...retired.map(({ id }) => id)].map((name) => `"${name}":`)
}

function projectMembers(
  attributes: readonly Attribute[],
  resource: JsonObject,
  prefix: string,
  projection: Projection | undefined,
): JsonObject {
  const kept: Record<string, Json> = {}
  for (const attribute of attributes) {
    const value = own(resource, attribute.name)
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
  const asked = isAsked(attribute, key, projection, false)
  if (!attribute.subAttributes || attribute.returned === 'never') return asked ? value : undefined
  if (!asked && !projection?.only) return undefined
  const kept = attribute.subAttributes.filter((sub) =>
    isAsked(sub, `${key}.${sub.name.toLowerCase()}`, projection, asked),
  )
  if (kept.length === attribute.subAttributes.length) return value
  return asked || kept.some((sub) => sub.returned !== 'always') ? parts(value, kept) : undefined
}

/** What "returned" comes to (RFC 7643 §7, RFC 7644 §3.9); `whole`: the attribute that this is a part of was asked for. */
function isAsked({ returned }: Attribute, key: string, projection: Projection | undefined, whole: boolean): boolean {
  switch (returned) {
    case 'always':
      return true
    case 'never':
      return false
    case 'request':
      return projection?.only?.has(key) === true
    case 'default':
      return projection?.only ? whole || projection.only.has(key) : !projection?.without?.has(key)
  }
}

/** A complex value, or each of several, with these sub-attributes only; undefined where nothing is left. */
function parts(value: Json, kept: readonly Attribute[]): Json | undefined {
  if (Array.isArray(value)) {
    const elements = value.map((element) => parts(element, kept)).filter((element) => element !== undefined)
    return elements.length > 0 ? elements : undefined
  }
  if (!isObject(value)) return value
  const members = Object.entries(value).filter(([name]) => kept.some((sub) => sub.name === name))
  return members.length > 0 ? Object.fromEntries(members) : undefined
}

function keysOfAll(type: ResourceType, names: readonly string[]): ReadonlySet<string> {
  const leniency = lenient()
  return new Set([...new Set(names)].flatMap((name) => keysOf(type, name, leniency)))
}

/** The keys a name in a parameter stands for; a schema's URN stands for all of its attributes, an unknown name for nothing. */
function keysOf(type: ResourceType, name: string, leniency: Leniency): readonly string[] {
  const place = locate(type, name.trim(), leniency)
  if (!place) return [`unknown ${name}`]
  if (place.kind === 'schema') {
    return place.schema.attributes.map((attribute) =>
      `${place.core ? '' : `${place.schema.id}:`}${attribute.name}`.toLowerCase(),
    )
  }
  const path = place.subAttribute ? `${place.attribute.name}.${place.subAttribute.name}` : place.attribute.name
  return [`${place.extension ? `${place.extension}:` : ''}${path}`.toLowerCase()]
}
