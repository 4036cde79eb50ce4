import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Attribute, Extension, Schema } from '../scim/attribute'
import { isObject, type JsonObject, own } from '../scim/json'
import { type ResourceTypes, standardTypes, typesWith } from '../scim/resource-types'
import { offeredType } from '../scim/schemas/offered'
import { urns } from '../scim/urns'
import { type AttributeDefinition, attributeDefinition, checked, readAttributeDefinition } from './attribute-definition'
import type { StoredDefinitions } from './organization'
import { Refusal } from './refusal'

const urn = Type.String({
  pattern: '^[uU][rR][nN]:[A-Za-z0-9][A-Za-z0-9-]{0,31}:[\\w$.:/-]*[\\w$]$',
  maxLength: 200,
  description: 'a URN such as urn:example:schemas:2.0:User, of letters, digits and $ - _ . : /, at most 200 characters',
})
const title = Type.String({ minLength: 1, maxLength: 100, description: 'from 1 to 100 characters long' })
const prose = Type.String({ maxLength: 1000, description: 'at most 1000 characters long' })

const schemaDefinition = Type.Object({
  id: urn,
  name: title,
  description: prose,
  attributes: Type.Array(attributeDefinition),
})

export const offeredDefinition = Type.Object({
  name: Type.String({
    pattern: '^[A-Za-z][\\w-]{0,63}$',
    description: 'a letter and then letters, digits, "_" or "-", at most 64 characters in all',
  }),
  endpoint: Type.String({
    pattern: '^/[A-Za-z][\\w-]{0,63}$',
    description: 'a slash and then a name, such as /Licenses',
  }),
  description: prose,
  schema: urn,
})
export type OfferedDefinition = Static<typeof offeredDefinition>

/** What an organization adds to the protocol's schemas. */
export const definitions = Type.Object({
  /** Of users. */
  extensions: Type.Array(Type.Object({ schema: schemaDefinition, required: Type.Boolean() })),
  /** Attributes that are defined no more; what people have of them is kept, but shown to nobody. */
  retired: Type.Array(schemaDefinition),
  /** Types of what people can be given, such as roles. */
  offered: Type.Array(offeredDefinition),
})
export type Definitions = Static<typeof definitions>

/** What is stored; nothing where nothing is. */
export function readDefinitions(stored: StoredDefinitions | undefined): Definitions {
  if (!stored) return { extensions: [], retired: [], offered: [] }
  const read: unknown = JSON.parse(stored.content)
  if (Value.Check(definitions, read)) return read
  throw new Error(`the definitions of organization ${stored.organizationId} cannot be read`)
}

const most = { extensions: 20, attributes: 200, offered: 50 }

export function resourceTypesWith({ extensions, retired, offered }: Definitions): ResourceTypes {
  return typesWith(extensions, retired, offered.map(offeredType))
}

/** An attribute that is defined, or was; undefined where it never was. */
export function findDefinition(
  { extensions, retired }: Definitions,
  id: string,
  name: string,
): { readonly attribute: AttributeDefinition; readonly isRetired: boolean } | undefined {
  const among = (schemas: readonly { id: string; attributes: AttributeDefinition[] }[]) =>
    schemas.find(same(id))?.attributes.find((attribute) => attribute.name.toLowerCase() === name.toLowerCase())
  const live = among(extensions.map(({ schema }) => schema))
  if (live) return { attribute: live, isRetired: false }
  const old = among(retired)
  return old && { attribute: old, isRetired: true }
}

/**
 * A schema as somebody describes it (RFC 7643 §7), who may say less than all: then the RFC's defaults hold. `required` says
 * whether every user must have it. Errors: Refusal invalid.
 */
export function withExtension(current: Definitions, given: JsonObject, required?: boolean): Definitions {
  const id = checked(urn, own(given, 'id'), 'The id of the schema')
  const known = current.extensions.find(({ schema }) => same(id)(schema))
  refuseForeign(current, id)
  const list = own(given, 'attributes')
  if (!Array.isArray(list) || !list.every(isObject) || list.length === 0)
    throw new Refusal('invalid', 'The schema needs attributes: an array with an object for each.')
  const attributes = list.map(readAttributeDefinition)
  const schema = {
    id: known?.schema.id ?? id,
    name: own(given, 'name') ?? known?.schema.name ?? 'User extension',
    description: own(given, 'description') ?? known?.schema.description ?? '',
    attributes: attributes.reduce(withAttribute, known?.schema.attributes ?? []),
  }
  const extension = {
    schema: checked(schemaDefinition, schema, 'The schema'),
    required: required ?? known?.required ?? false,
  }
  const extensions = known
    ? current.extensions.map((other) => (other === known ? extension : other))
    : [...current.extensions, extension]
  const retired = attributes.reduce((schemas, { name }) => withoutAttribute(schemas, id, name), current.retired)
  return withinBounds({ ...current, extensions, retired })
}

/** Without an attribute of an extension, or all of them. Errors: Refusal not_found. */
export function withoutExtension(current: Definitions, id: string, name?: string): Definitions {
  const known = current.extensions.find(({ schema }) => same(id)(schema))
  const isMeant = (attribute: Attribute) => name === undefined || attribute.name.toLowerCase() === name.toLowerCase()
  const gone = known?.schema.attributes.filter(isMeant) ?? []
  if (!known || gone.length === 0)
    throw new Refusal('not_found', `Nothing is defined as ${name === undefined ? id : `${id}:${name}`}.`)
  const attributes = known.schema.attributes.filter((attribute) => !isMeant(attribute))
  const extensions = current.extensions.flatMap((other) => {
    if (other !== known) return [other]
    return attributes.length > 0 ? [{ ...known, schema: { ...known.schema, attributes } }] : []
  })
  const before = current.retired.find(same(id))
  const retired = { ...known.schema, attributes: gone.reduce(withAttribute, before?.attributes ?? []) }
  return { ...current, extensions, retired: [...current.retired.filter((other) => other !== before), retired] }
}

/** With a type of things that people can be given. Errors: Refusal invalid, conflict. */
export function withOffered(current: Definitions, given: OfferedProposal): Definitions {
  const name = given.name.charAt(0).toUpperCase() + given.name.slice(1)
  const usual = name.toLowerCase() === 'role' ? usualRole : usualEntitlement
  const type = checked(offeredDefinition, { ...usual(name), ...given, name }, 'The resource type')
  const { user, group } = standardTypes
  const others = current.offered.filter(({ name }) => name.toLowerCase() !== type.name.toLowerCase())
  const endpoints = [user, group, ...others].map(({ endpoint }) => endpoint.slice(1).toLowerCase())
  if (reservedNames.includes(type.name.toLowerCase()))
    throw new Refusal('conflict', `${type.name} is a type of SCIM's own; choose another name.`)
  if ([...endpoints, ...reservedEndpoints].includes(type.endpoint.slice(1).toLowerCase()))
    throw new Refusal('conflict', `The endpoint ${type.endpoint} is taken; choose another.`)
  if (isReserved(type.schema) || current.extensions.some(({ schema }) => same(type.schema)(schema)))
    throw new Refusal('conflict', `The schema ${type.schema} is another one already; choose another URN.`)
  if (others.length >= most.offered)
    throw new Refusal('invalid', `There are ${most.offered} resource types already, which is the most there may be.`)
  return { ...current, offered: [...others, type] }
}

/** Errors: Refusal not_found. */
export function withoutOffered(current: Definitions, name: string): Definitions {
  const offered = current.offered.filter((type) => type.name.toLowerCase() !== name.toLowerCase())
  if (offered.length === current.offered.length) throw new Refusal('not_found', `There is no resource type ${name}.`)
  return { ...current, offered }
}

/** Of a type all but the name may be left out. */
export type OfferedProposal = Pick<OfferedDefinition, 'name'> & Partial<OfferedDefinition>

// Okta finds roles and entitlements by the URNs of these schemas; of entitlements there may be several types.
const usualRole = () => ({
  endpoint: '/Roles',
  description: 'What people may do.',
  schema: 'urn:okta:scim:schemas:core:1.0:Role',
})
const usualEntitlement = (name: string) => ({
  endpoint: `/${name}s`,
  description: 'What people can be given.',
  schema: 'urn:okta:scim:schemas:core:1.0:Entitlement',
})

const reservedEndpoints = ['me', 'bulk', 'schemas', 'resourcetypes', 'serviceproviderconfig', 'connections', 'scim']
const reservedNames = ['user', 'group', 'schema', 'resourcetype', 'serviceproviderconfig']

const same = (id: string) => (schema: { readonly id: string }) => schema.id.toLowerCase() === id.toLowerCase()

const isReserved = (id: string) => Object.values(urns).some((known) => known.toLowerCase() === id.toLowerCase())

function refuseForeign({ offered }: Definitions, id: string): void {
  if (isReserved(id)) throw new Refusal('conflict', `${id} is a schema of the RFCs; choose a URN of your own.`)
  if (offered.some(({ schema }) => schema.toLowerCase() === id.toLowerCase()))
    throw new Refusal('conflict', `${id} is the schema of a resource type; choose another URN.`)
}

function withAttribute(
  attributes: readonly AttributeDefinition[],
  attribute: AttributeDefinition,
): AttributeDefinition[] {
  const index = attributes.findIndex(({ name }) => name.toLowerCase() === attribute.name.toLowerCase())
  return index < 0 ? [...attributes, attribute] : attributes.with(index, attribute)
}

function withoutAttribute(schemas: Definitions['retired'], id: string, name: string): Definitions['retired'] {
  return schemas.flatMap((schema) => {
    if (!same(id)(schema)) return [schema]
    const attributes = schema.attributes.filter((attribute) => attribute.name.toLowerCase() !== name.toLowerCase())
    return attributes.length > 0 ? [{ ...schema, attributes }] : []
  })
}

/** Errors: Refusal invalid where there is too much, conflict where a name could mean two things. */
function withinBounds(changed: Definitions): Definitions {
  const { extensions, retired } = changed
  const schemas = [...extensions.map(({ schema }) => schema), ...retired]
  const count = schemas.reduce((sum, { attributes }) => sum + attributes.length, 0)
  if (extensions.length > most.extensions || count > most.attributes)
    throw new Refusal(
      'invalid',
      `An organization has at most ${most.extensions} extensions, and in them ${most.attributes} attributes, removed ones included.`,
    )
  const { user } = resourceTypesWith(changed)
  const names = [user.schema, ...user.extensions.map(({ schema }: Extension) => schema)].flatMap(fullNames)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice) throw new Refusal('conflict', `${twice} would name two things; choose another URN or another name.`)
  return changed
}

/** All that can be said to mean a schema or one of its attributes unmistakably. */
function fullNames({ id, attributes }: Schema): readonly string[] {
  const paths = attributes.flatMap(({ name, subAttributes = [] }) => [
    name,
    ...subAttributes.map((sub) => `${name}.${sub.name}`),
  ])
  return [id, ...paths.flatMap((path) => [`${id}:${path}`, `${id}.${path}`])].map((name) => name.toLowerCase())
}
