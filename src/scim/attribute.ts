export type AttributeType =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'decimal'
  | 'dateTime'
  | 'binary'
  | 'reference'
  | 'complex'

/** An attribute's characteristics, as RFC 7643 §7 names them. Everything the protocol does with an attribute follows from these. */
export interface Attribute {
  readonly name: string
  readonly type: AttributeType
  readonly multiValued: boolean
  readonly description: string
  readonly required: boolean
  readonly caseExact: boolean
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly'
  readonly returned: 'always' | 'never' | 'default' | 'request'
  readonly uniqueness: 'none' | 'server' | 'global'
  readonly canonicalValues?: readonly string[]
  readonly referenceTypes?: readonly string[]
  readonly subAttributes?: readonly Attribute[]
}

/** A schema: a URN and the attributes it defines (RFC 7643 §7). */
export interface Schema {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly attributes: readonly Attribute[]
}

/** A kind of resource, where it lives, and the schemas it is made of (RFC 7643 §6). */
export interface ResourceType {
  readonly name: string
  readonly endpoint: string
  readonly description: string
  readonly schema: Schema
  readonly extensions: readonly Extension[]
  /** Attributes of extensions that are defined no more: what resources have of them is kept, and shown to nobody. */
  readonly retired?: readonly Schema[]
}

export interface Extension {
  readonly schema: Schema
  readonly required: boolean
}

type Traits = Partial<Omit<Attribute, 'name' | 'type' | 'description' | 'subAttributes'>>

/** An attribute with the defaults of RFC 7643 §2.2, changed by the traits given. */
export function attribute(name: string, type: AttributeType, description: string, traits: Traits = {}): Attribute {
  return {
    name,
    type,
    multiValued: false,
    description,
    required: false,
    caseExact: type === 'reference' || type === 'binary',
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...traits,
  }
}

export function complex(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  traits: Traits = {},
): Attribute {
  return { ...attribute(name, 'complex', description, traits), subAttributes }
}

/** A multi-valued complex attribute with the usual sub-attributes value, display, type and primary (RFC 7643 §2.4). */
export function plural(
  name: string,
  description: string,
  value: Attribute,
  types: readonly string[] = [],
  traits: Traits = {},
): Attribute {
  const type = attribute('type', 'string', 'A label that says what the value is for.', {
    ...(types.length > 0 && { canonicalValues: types }),
  })
  return complex(
    name,
    description,
    [
      value,
      attribute('display', 'string', 'A name of the value, made for people to read.'),
      type,
      attribute('primary', 'boolean', 'Whether this is the preferred value; at most one value is.'),
    ],
    { ...traits, multiValued: true },
  )
}
