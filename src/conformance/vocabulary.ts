import type { Attribute } from '../scim/attribute'
import type { JsonObject } from '../scim/json'
import { isLink } from './sample'
import type { Server } from './server'
import { userType } from './specimen'
import { skip } from './verdict'

/** The attributes of a user that checks speak of: the RFC's where the server publishes them, else others of their kind. */

const favourites: readonly string[] = [
  'title',
  'nickName',
  'displayName',
  'userType',
  'name',
  'emails',
  'phoneNumbers',
  'active',
]

/** Words about languages and places are checked by some servers, and no good for texts made up. */
const formatted = /^(?:locale|timezone|preferredLanguage|profileUrl)$/i

/** Names of singular attributes that hold any text. Errors: Skipped where there are fewer. */
export function texts(server: Server): readonly [string, string] {
  const [first, second] = attributesOf(server, isPlainText)
  if (!first || !second) return skip('the schema of User publishes fewer than two plain text attributes')
  return [first.name, second.name]
}

export interface Complex {
  readonly name: string
  readonly subs: readonly [string, string]
}

/** A singular complex attribute with two parts that hold any text. */
export function complex(server: Server): Complex {
  for (const { name, subAttributes = [] } of attributesOf(server, isComplex)) {
    const favoured = ['givenName', 'familyName']
    const [first, second] = inOrder(subAttributes.filter(isPlainText), favoured)
    if (first && second) return { name, subs: [first.name, second.name] }
  }
  return skip('the schema of User publishes no singular complex attribute with two texts')
}

export interface Plural {
  readonly name: string
  readonly types: readonly [string, string]
  readonly hasPrimary: boolean
  /** A sub-attribute beside value, type and primary, where there is one. */
  readonly other: string | undefined
  /** The nth value, with what else is said of it. */
  element(nth: number, others?: JsonObject): JsonObject
  value(nth: number): string
}

/** A multi-valued complex attribute with a value and a type. */
export function plural(server: Server): Plural {
  for (const { name, subAttributes = [] } of attributesOf(server, isPlural)) {
    const type = subAttributes.find((sub) => sub.name === 'type')
    const [first = 'work', second = 'home'] = type?.canonicalValues ?? []
    const isThere = (wanted: string) =>
      subAttributes.some((sub) => sub.name === wanted && sub.mutability === 'readWrite')
    const other = subAttributes.find((sub) => isPlainText(sub) && !['value', 'type'].includes(sub.name))?.name
    const value = (nth: number) => (/phone/i.test(name) ? `+1-201-555-010${nth}` : `address.${nth}@conformance.example`)
    const element = (nth: number, others: JsonObject = {}) => ({ value: value(nth), ...others })
    return { name, types: [first, second], hasPrimary: isThere('primary'), other, value, element }
  }
  return skip('the schema of User publishes no multi-valued attribute with value and type')
}

/** A boolean attribute. */
export function flag(server: Server): string {
  const [found] = attributesOf(
    server,
    ({ type, multiValued, mutability }) => type === 'boolean' && !multiValued && mutability === 'readWrite',
  )
  return found?.name ?? skip('the schema of User publishes no boolean attribute')
}

/** A text attribute of an extension. */
export function extended(server: Server): { readonly urn: string; readonly name: string } {
  for (const { schema } of userType(server).extensions) {
    const found = schema.attributes.find(isPlainText)
    if (found) return { urn: schema.id, name: found.name }
  }
  return skip('the server publishes no extension of User with a text attribute')
}

/** A user's attribute by its name. */
export function published(server: Server, name: string): Attribute | undefined {
  return userType(server).schema.attributes.find((attribute) => attribute.name === name)
}

function attributesOf(server: Server, isWanted: (attribute: Attribute) => boolean): readonly Attribute[] {
  return inOrder(userType(server).schema.attributes.filter(isWanted), favourites)
}

function inOrder(attributes: readonly Attribute[], order: readonly string[]): readonly Attribute[] {
  const rank = ({ name }: Attribute) => (order.includes(name) ? order.indexOf(name) : order.length)
  return attributes.toSorted((a, b) => rank(a) - rank(b))
}

function isPlainText(attribute: Attribute): boolean {
  const {
    name,
    type,
    multiValued,
    required,
    caseExact,
    mutability,
    returned,
    uniqueness,
    canonicalValues = [],
  } = attribute
  if (type !== 'string' || multiValued || required || caseExact || formatted.test(name)) return false
  return mutability === 'readWrite' && returned === 'default' && uniqueness === 'none' && canonicalValues.length === 0
}

function isComplex(attribute: Attribute): boolean {
  return (
    attribute.type === 'complex' && !attribute.multiValued && attribute.mutability === 'readWrite' && !isLink(attribute)
  )
}

function isPlural(attribute: Attribute): boolean {
  const { type, multiValued, mutability, returned, subAttributes = [] } = attribute
  const has = (name: string) =>
    subAttributes.some((sub) => sub.name === name && sub.type === 'string' && sub.mutability === 'readWrite')
  return (
    type === 'complex' &&
    multiValued &&
    mutability === 'readWrite' &&
    returned === 'default' &&
    !isLink(attribute) &&
    has('value') &&
    has('type')
  )
}
