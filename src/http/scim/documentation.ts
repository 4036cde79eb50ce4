import { Type } from '@sinclair/typebox'
import type { ResourceType } from '../../scim/attribute'
import { resourceSchema } from '../../scim/resource-schema'
import { type ResourceTypes, standardTypes } from '../../scim/resource-types'
import { urns } from '../../scim/urns'
import { mediaType } from './answer'
import { bulkRequest } from './bulk'
import type { Method } from './elsewhere'
import { limits } from './limits'
import { searchRequest } from './list-request'

/** What a route does, as far as its description goes. */
type Deed = 'read' | 'list' | 'search' | 'create' | 'replace' | 'patch' | 'delete' | 'bulk' | 'discover'

/**
 * What the explorer says about a SCIM route, below its base, for an organization with these types. The schemas are the ones
 * that validate; the routes themselves read their bodies on their own.
 */
export function documentation(method: Method, path: string, { user, group, offered }: ResourceTypes = standardTypes) {
  const type = [user, group, ...offered].find(({ endpoint }) => `${path}/`.startsWith(`${endpoint}/`))
  const deed = deedOf(method, path, type)
  return {
    tags: [type ? `SCIM ${type.name}s` : deed === 'discover' ? 'SCIM discovery' : 'SCIM'],
    summary: summaryOf(deed, path, type),
    security,
    parameters: [
      ...(path.endsWith('/:id') ? [parameter('id', 'path', 'The id of the resource.', Type.String())] : []),
      ...(['read', 'list', 'create', 'replace', 'patch'].includes(deed) ? projectionParameters : []),
      ...(deed === 'list' ? listParameters : []),
    ],
    ...requestBody(deed, type),
    responses: responses(deed, path, type),
  }
}

const security: Record<string, string[]>[] = [{ bearer: [] }, { basic: [] }]

function deedOf(method: Method, path: string, type: ResourceType | undefined): Deed {
  if (path.endsWith('/.search')) return 'search'
  if (path === '/Bulk') return 'bulk'
  if (path === '/') return 'list'
  if (!type) return 'discover'
  const deeds = { POST: 'create', PUT: 'replace', PATCH: 'patch', DELETE: 'delete' } as const
  if (method !== 'GET') return deeds[method]
  return path.endsWith('/:id') ? 'read' : 'list'
}

function summaryOf(deed: Deed, path: string, type: ResourceType | undefined): string {
  const one = type ? `a ${type.name.toLowerCase()}` : 'a resource'
  const many = type ? `${type.name.toLowerCase()}s` : 'resources of all types'
  const summaries: Record<Deed, string> = {
    read: `Read ${one}`,
    list: `List ${many}`,
    search: `Search for ${many}`,
    create: `Create ${one}`,
    replace: `Replace ${one}`,
    patch: `Change parts of ${one}`,
    delete: `Delete ${one}`,
    bulk: 'Carry out several operations',
    discover: `Read ${path.slice(1).replace('/:id', ' by id')}`,
  }
  return summaries[deed]
}

function parameter(name: string, place: 'query' | 'path', description: string, schema: object) {
  return { name, in: place, description, required: place === 'path', schema }
}

const projectionParameters = [
  parameter('attributes', 'query', 'The only attributes to answer with, such as `userName,emails`.', Type.String()),
  parameter('excludedAttributes', 'query', 'Attributes to leave out of the answer, such as `members`.', Type.String()),
]

const listParameters = [
  parameter('filter', 'query', 'A filter (RFC 7644 §3.4.2.2), such as `userName eq "ada@example.com"`.', Type.String()),
  parameter('startIndex', 'query', 'The first resource to answer with, from 1.', Type.Integer({ default: 1 })),
  parameter(
    'count',
    'query',
    'How many resources to answer with.',
    Type.Integer({ default: limits.defaultResults, maximum: limits.maxResults }),
  ),
  parameter('cursor', 'query', 'A cursor of an earlier answer; empty to start (RFC 9865).', Type.String()),
  parameter('sortBy', 'query', 'The attribute to sort by, such as `name.familyName`.', Type.String()),
  parameter(
    'sortOrder',
    'query',
    'The direction to sort in.',
    Type.Union([Type.Literal('ascending'), Type.Literal('descending')]),
  ),
]

const examples: Record<string, object> = {
  User: {
    schemas: [urns.user, urns.enterpriseUser],
    userName: 'ada@example.com',
    name: { givenName: 'Ada', familyName: 'Lovelace' },
    emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
    active: true,
    [urns.enterpriseUser]: { department: 'Engines', employeeNumber: '1815' },
  },
  Group: { schemas: [urns.group], displayName: 'Analysts', members: [] },
}

const patchExamples: Record<string, object> = {
  User: { schemas: [urns.patchOp], Operations: [{ op: 'replace', path: 'active', value: false }] },
  Group: { schemas: [urns.patchOp], Operations: [{ op: 'add', path: 'members', value: [{ value: 'id of a user' }] }] },
}

const patchOp = Type.Object(
  {
    schemas: Type.Array(Type.Literal(urns.patchOp)),
    Operations: Type.Array(
      Type.Object({
        op: Type.Union([Type.Literal('add'), Type.Literal('replace'), Type.Literal('remove')]),
        path: Type.Optional(
          Type.String({ description: 'attribute, attribute.subAttribute or attribute[filter].subAttribute' }),
        ),
        value: Type.Optional(Type.Unknown()),
      }),
    ),
  },
  { title: 'PatchOp', description: 'Changes to a resource, applied in order and all or none (RFC 7644 §3.5.2).' },
)

const errorBody = Type.Object(
  {
    schemas: Type.Array(Type.Literal(urns.error)),
    status: Type.String(),
    scimType: Type.Optional(Type.String()),
    detail: Type.String(),
  },
  { title: 'Error', description: 'What was wrong, and what to do (RFC 7644 §3.12).' },
)

const content = (schema: object, example?: object) => ({
  content: { [mediaType]: { schema, ...(example && { example }) } },
})

function requestBody(deed: Deed, type: ResourceType | undefined) {
  const bodies: Partial<Record<Deed, ReturnType<typeof content>>> = {
    search: content(searchRequest, { filter: 'displayName sw "A"', count: 10 }),
    bulk: content(bulkRequest, bulkExample),
    ...(type && {
      create: content(resourceSchema(type), examples[type.name]),
      replace: content(resourceSchema(type), examples[type.name]),
      patch: content(patchOp, patchExamples[type.name]),
    }),
  }
  const body = bodies[deed]
  return body ? { requestBody: { required: true, ...body } } : {}
}

const bulkExample = {
  schemas: [urns.bulkRequest],
  Operations: [
    { method: 'POST', path: '/Users', bulkId: 'ada', data: examples.User },
    { method: 'POST', path: '/Groups', data: { displayName: 'Engines', members: [{ value: 'bulkId:ada' }] } },
  ],
}

type Response = { readonly description: string; readonly content?: Record<string, { schema: object }> }

const anyObject = Type.Object({}, { additionalProperties: true })

function listOf(resource: object) {
  return Type.Object({
    schemas: Type.Array(Type.Literal(urns.listResponse)),
    totalResults: Type.Optional(Type.Integer()),
    startIndex: Type.Optional(Type.Integer()),
    itemsPerPage: Type.Integer(),
    nextCursor: Type.Optional(Type.String()),
    previousCursor: Type.Optional(Type.String()),
    Resources: Type.Array(Type.Unsafe(resource)),
  })
}

function responses(deed: Deed, path: string, type: ResourceType | undefined): Record<string, Response> {
  const error = (description: string) => ({ description, ...content(errorBody) })
  const resource = type ? resourceSchema(type) : anyObject
  const isWrite = ['create', 'replace', 'patch', 'delete'].includes(deed)
  const hasBody = ['create', 'replace', 'patch', 'search', 'bulk'].includes(deed)
  const answers: Record<Deed, Record<string, Response>> = {
    read: {
      200: { description: 'The resource.', ...content(resource) },
      304: { description: 'If-None-Match names its version.' },
    },
    list: { 200: { description: 'A page of the list.', ...content(listOf(resource)) } },
    search: { 200: { description: 'A page of what was found.', ...content(listOf(resource)) } },
    create: { 201: { description: 'The resource that was created.', ...content(resource) } },
    replace: { 200: { description: 'The resource as it is now.', ...content(resource) } },
    patch: {
      200: { description: 'The resource as it is now.', ...content(resource) },
      ...(type?.name === 'Group' && {
        204: { description: 'Done; the group is large, or the connection wants no answer.' },
      }),
    },
    delete: { 204: { description: 'Deleted.' } },
    bulk: { 200: { description: 'The outcome of each operation.', ...content(anyObject) } },
    discover: { 200: { description: 'The document.', ...content(anyObject) } },
  }
  return {
    ...answers[deed],
    400: error('The request is not understood; the detail says why.'),
    401: error('The token is missing, unknown or revoked.'),
    ...(isWrite && { 403: error('The last active owner stays.'), 412: error('The resource is at another version.') }),
    ...(path.endsWith('/:id') && { 404: error('There is no such resource.') }),
    ...(isWrite && deed !== 'delete' && { 409: error('A unique value is taken.') }),
    ...(hasBody && { 413: error('The body is too large.'), 415: error('The body is not JSON.') }),
    429: error('The connection takes fewer requests a second; Retry-After says when to try again.'),
  }
}
