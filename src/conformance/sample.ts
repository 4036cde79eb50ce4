import type { Attribute } from '../scim/attribute'
import type { Json, JsonObject } from '../scim/json'
import type { Known } from './check'

/** What makes values differ: `word` from all other runs, `nth` (0, 1, 2 …) from each other, in ascending order. */
export interface Seed {
  readonly word: string
  readonly nth: number
  /** What references point to. */
  readonly target?: Known | undefined
}

/** A value of an attribute, plausible enough for a server that checks formats; undefined where none can be made up. */
export function sample(attribute: Attribute, seed: Seed, parent = ''): Json | undefined {
  const value = attribute.type === 'complex' ? sampleComplex(attribute, seed) : sampleSimple(attribute, seed, parent)
  return value !== undefined && attribute.multiValued ? [value] : value
}

/** Whether a complex attribute points to another resource, as members and managers do. */
export function isLink({ subAttributes }: Attribute): boolean {
  return subAttributes?.some(({ name }) => name === '$ref') === true
}

export function isWritable({ mutability }: Attribute): boolean {
  return mutability !== 'readOnly'
}

function sampleComplex(attribute: Attribute, seed: Seed): JsonObject | undefined {
  const subs = attribute.subAttributes?.filter(isWritable) ?? []
  if (isLink(attribute)) return link(subs, seed)
  const values = subs.flatMap((sub) => {
    const value = sample(sub, seed, attribute.name)
    return value === undefined ? [] : [[sub.name, value] as const]
  })
  return values.length > 0 ? Object.fromEntries(values) : undefined
}

function link(subs: readonly Attribute[], { target }: Seed): JsonObject | undefined {
  if (!target || !subs.some(({ name }) => name === 'value')) return undefined
  const isNamed = subs.some(
    ({ name, canonicalValues }) => name === 'type' && canonicalValues?.includes(target.type.name),
  )
  return { value: target.id, ...(isNamed && { type: target.type.name }) }
}

function sampleSimple(attribute: Attribute, { word, nth }: Seed, parent: string): Json | undefined {
  switch (attribute.type) {
    case 'boolean':
      return attribute.name === 'primary' ? true : nth % 2 === 0
    case 'integer':
      return 41 + nth
    case 'decimal':
      return 1.5 + nth
    case 'dateTime':
      return `2011-05-13T04:42:3${nth}Z`
    case 'binary':
      return btoa(`${word} ${nth}`)
    case 'reference':
      return `https://conformance.example/${word}/${nth}`
    case 'string':
    case 'complex':
      return sampleText(attribute, word, nth, parent)
  }
}

/** Formats that RFC 7643 §4.1 gives to attributes of a user. */
const formats: Readonly<Record<string, readonly string[]>> = {
  locale: ['de-CH', 'en-US', 'fr-FR'],
  preferredlanguage: ['de', 'en-US', 'fr'],
  timezone: ['America/Los_Angeles', 'Europe/Berlin', 'Pacific/Auckland'],
  country: ['CH', 'NO', 'US'],
}

function sampleText({ name, canonicalValues }: Attribute, word: string, nth: number, parent: string): string {
  if (canonicalValues && canonicalValues.length > 0) return canonicalValues[nth % canonicalValues.length] ?? ''
  const format = formats[name.toLowerCase()]
  if (format) return format[nth % format.length] ?? ''
  if (name === 'type') return ['work', 'home', 'other'][nth % 3] ?? ''
  if (name === 'value' && /mail/i.test(parent)) return `${word}.${nth}@conformance.example`
  if (name === 'value' && /phone/i.test(parent)) return `+1-201-555-010${nth}`
  if (name === 'userName') return `${word}.${nth}@conformance.example`
  return `${name} ${word} ${nth}`
}
