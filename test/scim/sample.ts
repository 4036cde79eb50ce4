import type { Attribute } from '../../src/scim/attribute'
import type { Json } from '../../src/scim/json'

/** A value as a client may give it to an attribute; different ones for different words. */
export function sample(attribute: Attribute, word: string): Json {
  const one = sampleOfOne(attribute, word)
  return attribute.multiValued ? [one] : one
}

function sampleOfOne({ name, type, subAttributes = [] }: Attribute, word: string): Json {
  switch (type) {
    case 'boolean':
      return word.length % 2 === 0
    case 'integer':
      return word.length
    case 'decimal':
      return word.length + 0.5
    case 'dateTime':
      return `2026-01-${10 + word.length}T09:00:00Z`
    case 'complex':
      return Object.fromEntries(writable(subAttributes).map((sub) => [sub.name, sample(sub, word)]))
    case 'string':
    case 'reference':
    case 'binary':
      return `${word} ${name}`
  }
}

export const writable = (attributes: readonly Attribute[]) =>
  attributes.filter(({ mutability }) => mutability !== 'readOnly' && mutability !== 'writeOnly')
