import { isObject } from '../../src/scim/json'
import { type Breakage, changed, eachResource, isList } from './breakage'

/** Faults in creating, reading and changing resources. */
export const writing: readonly Breakage[] = [
  {
    does: 'does not say where a new resource is',
    only: 'Creating',
    answer: ({ headers }) => headers.delete('location'),
  },
  {
    does: 'has nothing where it says',
    only: 'where it says',
    answer: (answered, { method, path }) => {
      if (method === 'GET' && /^\/Users\/./.test(path)) answered.status = 404
    },
  },
  resources('gives all resources one id', 'id of its own', (resource) => {
    resource.id = 'same'
  }),
  resources('does not say when a resource was created', 'Creating', (resource) => {
    resource.meta = changed(isObject(resource.meta) ? resource.meta : {}, (meta) => delete meta.created)
  }),
  resources('names no schemas', 'Creating', (resource) => {
    resource.schemas = []
  }),
  resources('keeps null as a text', 'takes null', (resource) => {
    resource.title ??= 'null'
  }),
  resources('shows passwords', 'password', (resource) => {
    resource.password = 'tr0ub4dor'
  }),
  resources('refers to members and groups that there are not', '$ref', (resource) => {
    for (const name of ['members', 'groups']) {
      const elements = resource[name]
      if (!Array.isArray(elements)) continue
      resource[name] = elements
        .filter(isObject)
        .map((element) => ({ ...element, $ref: String(element.$ref).replace(/[^/]+$/, 'nobody') }))
    }
  }),
  {
    does: 'takes id and groups from the client',
    only: 'ignores id',
    answer: (answered, { body }) => {
      if (!isObject(body) || body.id !== 'of-my-own' || !isObject(answered.body)) return
      answered.body = { ...answered.body, groups: body.groups ?? [] }
    },
  },
  {
    does: 'lists resources in a message of its own',
    only: 'Reading',
    answer: (answered, asked) => {
      if (isList(asked) && isObject(answered.body)) answered.body = { ...answered.body, schemas: [] }
    },
  },
  {
    does: 'refuses parameters that it does not know',
    only: 'Reading',
    answer: (answered, { query }) => {
      if (query.has('conformance')) answered.status = 400
    },
  },
  {
    does: 'takes the own userName in another case for that of somebody else',
    only: 'Uniqueness',
    answer: (answered, { method, body }) => {
      if (method === 'PUT' && isObject(body) && /^[^a-z]*$/.test(String(body.userName))) answered.status = 409
    },
  },
  {
    does: 'writes versions without quotes',
    only: 'Versions',
    answer: ({ headers }) => headers.set('etag', (headers.get('etag') ?? '').replaceAll('"', '')),
  },
  { does: 'never answers 304', only: 'Versions', ask: ({ headers }) => headers.delete('if-none-match') },
  {
    does: 'answers 304 whatever the version',
    only: 'Versions',
    answer: (answered, { headers }) => {
      if (headers.has('if-none-match')) answered.status = 304
    },
  },
  {
    does: 'does not know If-Match: *',
    only: 'Versions',
    answer: (answered, { headers }) => {
      if (headers.get('if-match') === '*') answered.status = 412
    },
  },
  { does: 'ignores If-Match', only: 'Versions', ask: ({ headers }) => headers.delete('if-match') },
]

function resources(does: string, only: string, change: Parameters<typeof eachResource>[0]): Breakage {
  return { does, only, answer: eachResource(change) }
}
