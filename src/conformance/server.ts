import type { Attribute, ResourceType, Schema } from '../scim/attribute'
import { isObject, type Json, type JsonObject } from '../scim/json'
import { urns } from '../scim/urns'
import { assumedTypes } from './assumed'

export type Feature = 'patch' | 'bulk' | 'filter' | 'changePassword' | 'sort' | 'etag'

/** What a server says of itself; where it is silent, what RFC 7643 §4 lets one expect. */
export interface Server {
  readonly url: string
  /** The ServiceProviderConfig; empty where there is none. */
  readonly config: JsonObject
  readonly types: readonly ResourceType[]
  /** Whether the schemas are the RFC's, because the server publishes none. */
  readonly isAssumed: boolean
}

/** The three discovery documents as they were answered; undefined where they were not. */
export interface Documents {
  readonly config: Json | undefined
  readonly types: Json | undefined
  readonly schemas: Json | undefined
}

export function readServer(url: string, { config, types, schemas }: Documents): Server {
  const published = new Map(
    listed(schemas)
      .map(readSchema)
      .map((schema) => [schema.id, schema]),
  )
  const known = listed(types).flatMap((type) => readType(type, published))
  return {
    url,
    config: isObject(config) ? config : {},
    types: known.length > 0 ? known : assumedTypes,
    isAssumed: known.length === 0,
  }
}

/** Whether a feature is declared; undefined where nothing is said of it. */
export function declares({ config }: Server, feature: Feature): boolean | undefined {
  const said = config[feature]
  return isObject(said) && typeof said.supported === 'boolean' ? said.supported : undefined
}

/** Why a feature cannot be asked for, if so. Patching and filtering are tried where nothing is said of them, the rest is not. */
export function without(...features: readonly Feature[]): (server: Server) => string | undefined {
  return (server) => {
    const denied = features.find((feature) => declares(server, feature) === false)
    if (denied) return `ServiceProviderConfig declares ${denied} unsupported`
    const unsaid = features.find((feature) => declares(server, feature) === undefined && !/patch|filter/.test(feature))
    return unsaid && `ServiceProviderConfig does not declare ${unsaid}`
  }
}

/** A whole number out of ServiceProviderConfig, such as `filter.maxResults`. */
export function limitOf({ config }: Server, feature: string, name: string): number | undefined {
  const said = config[feature]
  const limit = isObject(said) ? said[name] : undefined
  return typeof limit === 'number' && Number.isInteger(limit) ? limit : undefined
}

/** The Resources of a ListResponse. */
export function listed(document: Json | undefined): readonly JsonObject[] {
  const resources = isObject(document) ? document.Resources : document
  return Array.isArray(resources) ? resources.filter(isObject) : []
}

function readType(type: JsonObject, published: ReadonlyMap<string, Schema>): readonly ResourceType[] {
  const schema = published.get(text(type.schema))
  const endpoint = text(type.endpoint).replace(/^\/*/, '/')
  if (!schema || endpoint === '/') return []
  const extensions = (Array.isArray(type.schemaExtensions) ? type.schemaExtensions : [])
    .filter(isObject)
    .flatMap((extension) => {
      const found = published.get(text(extension.schema))
      return found ? [{ schema: found, required: extension.required === true }] : []
    })
  return [{ name: text(type.name), endpoint, description: text(type.description), schema, extensions }]
}

function readSchema(schema: JsonObject): Schema {
  const { id, name, description, attributes } = schema
  return { id: text(id), name: text(name), description: text(description), attributes: readAttributes(attributes) }
}

/** The common attributes belong to every schema; some servers list them with their own (RFC 7643 §3.1). */
const common: readonly string[] = ['id', 'externalId', 'meta', 'schemas']

function readAttributes(attributes: Json | undefined): readonly Attribute[] {
  return (Array.isArray(attributes) ? attributes : [])
    .filter(isObject)
    .map(readAttribute)
    .filter(({ name }) => name !== '' && !common.includes(name))
}

/** What is not said is as RFC 7643 §2.2 has it. */
function readAttribute(attribute: JsonObject): Attribute {
  const { name, description, type, mutability, returned, uniqueness } = attribute
  const strings = (value: Json | undefined) =>
    Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []
  return {
    name: text(name),
    description: text(description),
    type: oneOf(type, ['string', 'boolean', 'integer', 'decimal', 'dateTime', 'binary', 'reference', 'complex']),
    multiValued: attribute.multiValued === true,
    required: attribute.required === true,
    caseExact: attribute.caseExact === true,
    mutability: oneOf(mutability, ['readWrite', 'readOnly', 'immutable', 'writeOnly']),
    returned: oneOf(returned, ['default', 'always', 'never', 'request']),
    uniqueness: oneOf(uniqueness, ['none', 'server', 'global']),
    canonicalValues: strings(attribute.canonicalValues),
    referenceTypes: strings(attribute.referenceTypes),
    subAttributes: readAttributes(attribute.subAttributes),
  }
}

function oneOf<T extends string>(value: Json | undefined, known: readonly [T, ...T[]]): T {
  return known.find((each) => each === value) ?? known[0]
}

const text = (value: Json | undefined) => (typeof value === 'string' ? value : '')

export const isUserType = ({ schema, name }: ResourceType) => schema.id === urns.user || name === 'User'
export const isGroupType = ({ schema, name }: ResourceType) => schema.id === urns.group || name === 'Group'
