import type { Attribute, ResourceType, Schema } from './attribute'
import { isObject, type JsonObject, own } from './json'
import type { Leniency } from './leniency'
import type { NameQuirk } from './quirks'
import { common, schemasAttribute } from './schemas/common'
import { urns } from './urns'

/** An attribute, found by its name: in an extension or not, with a sub-attribute or not. */
export interface Place {
  readonly kind: 'attribute'
  readonly extension?: string
  readonly attribute: Attribute
  readonly subAttribute?: Attribute
}

/** A schema's URN used as a name: the whole extension, or the core schema. */
export interface SchemaPlace {
  readonly kind: 'schema'
  readonly schema: Schema
  readonly core: boolean
}

type Entry = (Place | SchemaPlace) & { readonly quirk?: NameQuirk }

const indexes = new WeakMap<ResourceType, ReadonlyMap<string, Entry>>()

/** Finds what a name means in a resource type: case-insensitive, bare or behind its schema's URN (RFC 7643 §2.1, RFC 7644 §3.10). */
export function locate(type: ResourceType, name: string, leniency: Leniency): Place | SchemaPlace | undefined {
  const found = indexOf(type).get(name.toLowerCase())
  if (found?.quirk) leniency.tolerate(found.quirk)
  return found
}

export function describe(place: Place): string {
  const name = place.subAttribute ? `${place.attribute.name}.${place.subAttribute.name}` : place.attribute.name
  return place.extension ? `${place.extension}:${name}` : name
}

export function isReadOnly({ attribute, subAttribute: sub }: Place): boolean {
  return attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly'
}

/** Whether the place is the resource's own `id`, `schemas` or `password`; an extension may have attributes of these names. */
export function isCommon({ extension, attribute }: Place, name: 'id' | 'schemas' | 'password'): boolean {
  return !extension && attribute.name === name
}

/** Whether a complex attribute stands for another resource, as a manager does: another `value` is another one altogether. */
export function refersToResource({ subAttributes }: Attribute): boolean {
  return subAttributes?.some(({ name }) => name === '$ref') === true
}

/** What holds an attribute: the resource itself, or an extension of it. */
export function homeOf(resource: JsonObject, { extension }: Place): JsonObject {
  const home = extension ? own(resource, extension) : resource
  return isObject(home) ? home : {}
}

export function subAttribute(attribute: Attribute, name: string): Attribute | undefined {
  const exact = attribute.subAttributes?.find((sub) => sub.name === name)
  return exact ?? attribute.subAttributes?.find((sub) => sub.name.toLowerCase() === name.toLowerCase())
}

function indexOf(type: ResourceType): ReadonlyMap<string, Entry> {
  const known = indexes.get(type)
  if (known) return known
  const index = new Map<string, Entry>()
  const enter = (name: string, entry: Entry) => {
    if (!index.has(name.toLowerCase())) index.set(name.toLowerCase(), entry)
  }
  const core = type.schema
  for (const attribute of [schemasAttribute, ...common, ...core.attributes]) {
    for (const [name, place] of namesOf(attribute)) {
      enter(name, place)
      enter(`${core.id}:${name}`, place)
      enter(`${core.id}.${name}`, { ...place, quirk: 'dotBehindUrn' })
    }
  }
  enter(core.id, { kind: 'schema', schema: core, core: true })
  for (const { schema } of type.extensions) {
    enter(schema.id, { kind: 'schema', schema, core: false })
    for (const attribute of schema.attributes) {
      for (const [name, place] of namesOf(attribute, schema.id)) {
        enter(`${schema.id}:${name}`, place)
        enter(`${schema.id}.${name}`, { ...place, quirk: 'dotBehindUrn' })
        if (standsAlone(type, schema, attribute)) enter(name, { ...place, quirk: 'bareExtensionAttribute' })
      }
    }
  }
  indexes.set(type, index)
  return index
}

/** Whether an extension's attribute answers to its bare name: one that several have is nobody's but the standard extension's. */
function standsAlone(type: ResourceType, schema: Schema, { name }: Attribute): boolean {
  const isSame = (attribute: Attribute) => attribute.name.toLowerCase() === name.toLowerCase()
  const owners = type.extensions.filter((extension) => extension.schema.attributes.some(isSame))
  return owners[0]?.schema === schema && (owners.length === 1 || schema.id === urns.enterpriseUser)
}

function namesOf(attribute: Attribute, extension?: string): readonly (readonly [string, Place])[] {
  const place: Place = { kind: 'attribute', attribute, ...(extension && { extension }) }
  const subs = attribute.subAttributes ?? []
  return [
    [attribute.name, place],
    ...subs.map((sub) => [`${attribute.name}.${sub.name}`, { ...place, subAttribute: sub }] as const),
  ]
}
