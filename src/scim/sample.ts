import type { AttributeType } from './attribute'
import { isObject, type Json, type JsonObject } from './json'
import { readInstant } from './text'

export type SimpleType = Exclude<AttributeType, 'complex'>

/** What a value of an attribute that nobody defined looks like; nothing of the value itself. */
export type Sample = {
  readonly type: AttributeType
  readonly multiValued: boolean
  /** The sub-attributes of a complex value, those that are simple themselves. */
  readonly parts?: Readonly<Record<string, SimpleType>>
}

const mostParts = 20

/** An object under a URN that nobody knows is an extension: each of its members is an attribute. */
export function samplesOf(path: string, value: Json): readonly (readonly [path: string, sample: Sample])[] {
  if (/^urn:/i.test(path) && isObject(value)) {
    return Object.entries(value).flatMap(([name, each]) => sampled(`${path}:${name}`, each))
  }
  return sampled(path, value)
}

function sampled(path: string, value: Json): readonly (readonly [string, Sample])[] {
  const multiValued = Array.isArray(value)
  const single = multiValued ? value.find((element) => element !== null) : value
  const type = typeOf(single)
  if (!type) return []
  const parts = isObject(single) ? partsOf(single) : undefined
  return [[path, { type, multiValued, ...(parts && { parts }) }]]
}

function partsOf(value: JsonObject): Readonly<Record<string, SimpleType>> {
  const parts: [string, SimpleType][] = []
  for (const [name, part] of Object.entries(value)) {
    const type = typeOf(part)
    if (type && type !== 'complex' && parts.length < mostParts) parts.push([name.slice(0, 100), type])
  }
  return Object.fromEntries(parts)
}

/** Undefined for what comes to "unassigned", and for arrays of arrays. */
function typeOf(value: Json | undefined): AttributeType | undefined {
  if (value === undefined || value === null || value === '' || Array.isArray(value)) return undefined
  switch (typeof value) {
    case 'string':
      return readInstant(value) === undefined ? 'string' : 'dateTime'
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'decimal'
    case 'boolean':
      return 'boolean'
    default:
      return 'complex'
  }
}
