import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { attribute } from '../scim/attribute'
import { isObject, type JsonObject, own } from '../scim/json'
import { Refusal } from './refusal'

/** One of some words; the description says what a refusal asks for. */
function oneOf<const Words extends readonly string[]>(words: Words) {
  const literals = words.map((word) => Type.Literal(word))
  return Type.Unsafe<Words[number]>(Type.Union(literals, { description: `one of ${words.join(', ')}` }))
}

const text = (longest: number) => Type.String({ maxLength: longest, description: `at most ${longest} characters long` })
const nameRule = 'a letter and then letters, digits, "_", "-" or "$", at most 64 characters in all'

const traits = {
  multiValued: Type.Boolean(),
  description: text(1000),
  required: Type.Boolean(),
  caseExact: Type.Boolean(),
  canonicalValues: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 200, uniqueItems: true }),
  ),
  referenceTypes: Type.Optional(Type.Array(text(200), { maxItems: 20 })),
}

const simpleTypes = ['string', 'boolean', 'integer', 'decimal', 'dateTime', 'reference', 'binary'] as const

const partDefinition = Type.Object({
  ...traits,
  name: Type.String({ pattern: '^(?:\\$ref|[A-Za-z][\\w$-]{0,63})$', description: nameRule }),
  type: oneOf(simpleTypes),
  mutability: oneOf(['readWrite']),
  returned: oneOf(['default']),
  uniqueness: oneOf(['none']),
})

/** An attribute that an organization defines: the same data as the protocol's own (RFC 7643 §7), with what it may be. */
export const attributeDefinition = Type.Object({
  ...traits,
  name: Type.String({ pattern: '^[A-Za-z][\\w$-]{0,63}$', description: nameRule }),
  type: oneOf([...simpleTypes, 'complex']),
  mutability: oneOf(['readWrite', 'immutable', 'writeOnly']),
  returned: oneOf(['default', 'always', 'request', 'never']),
  uniqueness: oneOf(['none', 'server']),
  subAttributes: Type.Optional(Type.Array(partDefinition, { minItems: 1, maxItems: 20 })),
})
export type AttributeDefinition = Static<typeof attributeDefinition>

/** An attribute as somebody describes it, with the RFC's defaults for what is not said. Errors: Refusal invalid. */
export function readAttributeDefinition(given: JsonObject): AttributeDefinition {
  const definition = withDefaults(given)
  if (definition.mutability === 'writeOnly' && given.returned === undefined) definition.returned = 'never'
  const parts = own(given, 'subAttributes')
  if (Array.isArray(parts)) definition.subAttributes = parts.map((part) => (isObject(part) ? withDefaults(part) : part))
  const read = checked(attributeDefinition, definition, `The attribute ${given.name}`)
  const complaint = complaintAbout(read)
  if (complaint) throw new Refusal('invalid', `The attribute ${read.name} ${complaint}.`)
  return read
}

function withDefaults(given: JsonObject): Record<string, unknown> {
  const type = own(given, 'type')
  const isExact = type === 'reference' || type === 'binary'
  const usual = attribute('', 'string', '', { caseExact: isExact })
  const known = Object.keys(attributeDefinition.properties).filter((key) => (own(given, key) ?? null) !== null)
  return { ...usual, ...Object.fromEntries(known.map((key) => [key, given[key]])) }
}

function complaintAbout(definition: AttributeDefinition): string | undefined {
  const { name, type, subAttributes, mutability, returned, uniqueness, canonicalValues } = definition
  if (name in {}) return 'has a name that objects of every kind have; choose another'
  if (type === 'complex' && !subAttributes) return 'is complex, so it needs subAttributes'
  if (type !== 'complex' && subAttributes) return `is a ${type}, so it has no subAttributes; complex ones have`
  const names = subAttributes?.map((part) => part.name.toLowerCase()) ?? []
  if (new Set(names).size < names.length) return 'has two subAttributes of the same name'
  if (names.some((part) => part in {})) return 'has a subAttribute whose name objects of every kind have'
  if (mutability === 'writeOnly' && returned !== 'never') return 'is writeOnly, so it can be returned never'
  if (uniqueness === 'server' && (type === 'boolean' || type === 'complex')) return `is a ${type}, and cannot be unique`
  if (canonicalValues && type !== 'string' && type !== 'reference') return `is a ${type}, which has no canonicalValues`
  return undefined
}

/** The value as what the schema describes. Errors: Refusal invalid, saying of what which part is wrong. */
export function checked<S extends TSchema>(schema: S, value: unknown, what: string): Static<S> {
  if (Value.Check(schema, value)) return value
  const error = Value.Errors(schema, value).First()
  const part = error?.path ? `${what}: ${error.path.slice(1).replaceAll('/', '.')}` : what
  const wanted = error?.schema.description ? `must be ${error.schema.description}` : `is not right (${error?.message})`
  throw new Refusal('invalid', `${part} ${wanted}.`)
}
