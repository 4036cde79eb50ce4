import type { Attribute, ResourceType, Schema } from './attribute'
import type { Json, JsonObject } from './json'
import { urns } from './urns'

/** Limits and times that /ServiceProviderConfig states and the server keeps. */
export interface Limits {
  /** How many resources one page of a list holds at the most. */
  readonly maxResults: number
  /** How many it holds when nobody says. */
  readonly defaultResults: number
  /** How many operations a bulk request holds at the most, and how many bytes any request. */
  readonly maxOperations: number
  readonly maxPayloadSize: number
  /** Whether a password that is sent is kept. */
  readonly changesPasswords: boolean
  /** How long (s) a cursor is good for. */
  readonly cursorTimeout: number
}

/** The ServiceProviderConfig (RFC 7643 §5): what this server can do, truthfully. */
export function serviceProviderConfig(limits: Limits, base: string): JsonObject {
  return {
    schemas: [urns.serviceProviderConfig],
    patch: { supported: true },
    bulk: { supported: true, maxOperations: limits.maxOperations, maxPayloadSize: limits.maxPayloadSize },
    filter: { supported: true, maxResults: limits.maxResults },
    changePassword: { supported: limits.changesPasswords },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: limits.defaultResults,
      maxPageSize: limits.maxResults,
      cursorTimeout: limits.cursorTimeout,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: "The connection's token in the Authorization header.",
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
      {
        type: 'oauth2',
        name: 'OAuth 2 client credentials',
        description:
          "An access token from /oauth2/token: the client id is the connection's id, the client secret its token.",
        specUri: 'https://www.rfc-editor.org/info/rfc6749',
        primary: false,
      },
      {
        type: 'httpbasic',
        name: 'HTTP Basic',
        description: "Any user name, and the connection's token as the password.",
        specUri: 'https://www.rfc-editor.org/info/rfc7617',
        primary: false,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  }
}

/** A resource type as /ResourceTypes shows it (RFC 7643 §6). */
export function describeResourceType(type: ResourceType, base: string): JsonObject {
  return {
    schemas: [urns.resourceType],
    id: type.name,
    name: type.name,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.schema.id,
    schemaExtensions: type.extensions.map(({ schema, required }) => ({ schema: schema.id, required })),
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${type.name}` },
  }
}

/** A schema as /Schemas shows it (RFC 7643 §7), with every characteristic spelt out and none null. */
export function describeSchema(schema: Schema, base: string): JsonObject {
  return {
    schemas: [urns.schema],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: schema.attributes.map(describeAttribute),
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` },
  }
}

function describeAttribute(attribute: Attribute): Json {
  const { name, type, multiValued, description, required, caseExact, mutability, returned, uniqueness } = attribute
  return {
    name,
    type,
    multiValued,
    description,
    required,
    caseExact,
    mutability,
    returned,
    uniqueness,
    ...(attribute.canonicalValues && { canonicalValues: attribute.canonicalValues }),
    ...(attribute.referenceTypes && { referenceTypes: attribute.referenceTypes }),
    ...(attribute.subAttributes && { subAttributes: attribute.subAttributes.map(describeAttribute) }),
  }
}
