import type { Attribute, ResourceType } from '../scim/attribute'
import { isObject, type Json, type JsonObject, own } from '../scim/json'
import { isUnassigned, quote } from './difference'
import { isInstant } from './instant'
import { isLink } from './sample'

/** An attribute that a schema publishes, where it is published. */
export interface Subject {
  readonly type: ResourceType
  /** The URN of the extension that has it. */
  readonly urn?: string
  readonly attribute: Attribute
  /** As filters and paths name it. */
  readonly path: string
}

/** No schema lists it, and every resource may have it (RFC 7643 §3.1). */
const externalId: Attribute = {
  name: 'externalId',
  type: 'string',
  multiValued: false,
  description: 'externalId',
  required: false,
  caseExact: true,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
}

export function subjects(type: ResourceType): readonly Subject[] {
  const core = [externalId, ...type.schema.attributes].map((attribute) => ({ type, attribute, path: attribute.name }))
  const extended = type.extensions.flatMap(({ schema }) =>
    schema.attributes.map((attribute) => ({ type, urn: schema.id, attribute, path: `${schema.id}:${attribute.name}` })),
  )
  return [...core, ...extended]
}

/** The attribute with a value, as a part of a resource. */
export function assigned({ urn, attribute }: Subject, value: Json): JsonObject {
  const member = { [attribute.name]: value }
  return urn === undefined ? member : { [urn]: member }
}

export function valueIn({ urn, attribute }: Subject, resource: JsonObject): Json | undefined {
  const home = urn === undefined ? resource : own(resource, urn)
  return isObject(home) ? own(home, attribute.name) : undefined
}

/** A clause on how a value that came back differs from what was sent, or undefined where it means the same. */
export function deviation(attribute: Attribute, sent: Json, found: Json | undefined): string | undefined {
  const { name } = attribute
  if (isUnassigned(found)) return `${name} is missing`
  if (Array.isArray(sent)) {
    const elements = Array.isArray(found) ? found : []
    const isThere = sent.every((each) => elements.some((element) => isSame(attribute, each, element)))
    return isThere && elements.length === sent.length ? undefined : `${name} is ${quote(found)}, not ${quote(sent)}`
  }
  return isSame(attribute, sent, found) ? undefined : `${name} is ${quote(found)}, not ${quote(sent)}`
}

/** Texts that are not caseExact may change their case (RFC 7643 §7), and times may be written in another way. */
function isSame(attribute: Attribute, sent: Json, found: Json | undefined): boolean {
  if (isObject(sent)) return isObject(found) && isSameComplex(attribute, sent, found)
  if (typeof sent !== 'string' || typeof found !== 'string') return sent === found
  if (attribute.type === 'dateTime') return isInstant(found) && Date.parse(sent) === Date.parse(found)
  if (attribute.type === 'binary') return sent.replace(/=+$/, '') === found.replace(/=+$/, '')
  return attribute.caseExact ? sent === found : sent.toLowerCase() === found.toLowerCase()
}

function isSameComplex(attribute: Attribute, sent: JsonObject, found: JsonObject): boolean {
  const subs = attribute.subAttributes?.filter(({ returned }) => returned !== 'never') ?? []
  return subs.every((sub) => {
    const value = sent[sub.name]
    const isCompared = value !== undefined && (!isLink(attribute) || sub.name === 'value')
    return !isCompared || isSame(sub, value, found[sub.name])
  })
}

/** A simple value somewhere in an attribute, with the path that filters name it by. */
export interface Leaf {
  readonly path: string
  readonly attribute: Attribute
  readonly value: Json
}

export function leaves({ attribute, path }: Subject, value: Json): readonly Leaf[] {
  const single = Array.isArray(value) ? (value[0] ?? null) : value
  if (!isObject(single)) return [{ path, attribute, value: single }]
  return Object.entries(single).flatMap(([name, each]) => {
    const sub = attribute.subAttributes?.find((known) => known.name === name)
    const isUseful = sub && sub.returned !== 'never' && (!isLink(attribute) || name === 'value')
    return isUseful ? [{ path: `${path}.${name}`, attribute: sub, value: each }] : []
  })
}
