import { Type } from '@sinclair/typebox'
import type { ResourceType } from '../../scim/attribute'
import { resourceSchema } from '../../scim/resource-schema'
import { groupType, userType } from '../../scim/resource-types'
import { urns } from '../../scim/urns'
import { mediaType } from './answer'
import type { Method } from './elsewhere'
import { limits } from './limits'

/** What the explorer says about a SCIM route. The schemas are the ones that validate; the routes themselves read their bodies on their own. */
export function documentation(method: Method, path: string) {
  const type = path.startsWith('/Users') ? userType : path.startsWith('/Groups') ? groupType : undefined
  const isOne = path.endsWith('/:id')
  const parameters = [
    ...(isOne ? [parameter('id', 'path', 'The id of the resource.', Type.String())] : []),
    ...(type && method !== 'DELETE' ? projectionParameters : []),
    ...(type && method === 'GET' && !isOne ? listParameters : []),
  ]
  return {
    tags: [type ? `SCIM ${type.name}s` : 'SCIM discovery'],
    summary: summaryOf(method, path, type),
    security,
    parameters,
    ...requestBody(method, type),
    responses: responses(method, isOne, type),
  }
}

const security: Record<string, string[]>[] = [{ bearer: [] }, { basic: [] }]

const verbs: Record<Method, string> = {
  GET: 'Read',
  POST: 'Create',
  PUT: 'Replace',
  PATCH: 'Change parts of',
  DELETE: 'Delete',
}

function summaryOf(method: Method, path: string, type: ResourceType | undefined): string {
  if (!type) return `Read ${path.slice(1).replace('/:id', ' by id')}`
  return method === 'GET' && !path.endsWith('/:id')
    ? `List ${type.name.toLowerCase()}s`
    : `${verbs[method]} a ${type.name.toLowerCase()}`
}

function parameter(name: string, place: 'query' | 'path', description: string, schema: object, example?: string) {
  return { name, in: place, description, required: place === 'path', schema, ...(example !== undefined && { example }) }
}

const projectionParameters = [
  parameter(
    'attributes',
    'query',
    'The only attributes to answer with, separated by commas.',
    Type.String(),
    'userName,emails',
  ),
  parameter(
    'excludedAttributes',
    'query',
    'Attributes to leave out of the answer, separated by commas.',
    Type.String(),
    'members',
  ),
]

const listParameters = [
  parameter('filter', 'query', 'A filter (RFC 7644 §3.4.2.2).', Type.String(), 'userName eq "ada@example.com"'),
  parameter('startIndex', 'query', 'The first resource to answer with, from 1.', Type.Integer({ default: 1 })),
  parameter(
    'count',
    'query',
    'How many resources to answer with.',
    Type.Integer({ default: limits.defaultResults, maximum: limits.maxResults }),
  ),
  parameter('sortBy', 'query', 'The attribute to sort by.', Type.String(), 'name.familyName'),
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

function requestBody(method: Method, type: ResourceType | undefined) {
  if (!type || method === 'GET' || method === 'DELETE') return {}
  const body =
    method === 'PATCH' ? content(patchOp, patchExamples[type.name]) : content(resourceSchema(type), examples[type.name])
  return { requestBody: { required: true, ...body } }
}

type Response = { readonly description: string; readonly content?: Record<string, { schema: object }> }

function responses(method: Method, isOne: boolean, type: ResourceType | undefined): Record<string, Response> {
  const error = (description: string) => ({ description, ...content(errorBody) })
  const resource = type ? resourceSchema(type) : Type.Object({}, { additionalProperties: true })
  const list = Type.Object({
    schemas: Type.Array(Type.Literal(urns.listResponse)),
    totalResults: Type.Integer(),
    startIndex: Type.Integer(),
    itemsPerPage: Type.Integer(),
    Resources: Type.Array(resource),
  })
  const success: Record<string, Response> =
    method === 'DELETE'
      ? { 204: { description: 'Deleted.' } }
      : method === 'POST'
        ? { 201: { description: 'Created.', ...content(resource) } }
        : { 200: { description: 'The answer.', ...content(isOne || !type ? resource : list) } }
  return {
    ...success,
    ...(method === 'PATCH' &&
      type?.name === 'Group' && {
        204: { description: 'Done; the group is too large to be answered, or the connection asks for no answer.' },
      }),
    400: error('The request is not understood; the detail says why.'),
    401: error('The token is missing, unknown or revoked.'),
    ...(isOne && { 404: error('There is no such resource.') }),
    ...(type &&
      method !== 'GET' &&
      method !== 'DELETE' && {
        409: error('A unique value is taken.'),
        413: error('The body is too large.'),
        415: error('The body is not JSON.'),
      }),
  }
}
