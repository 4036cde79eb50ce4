import { isObject } from '../../src/scim/json'
import { urns } from '../../src/scim/urns'
import { type Asked, answerBody, type Breakage, eachResource, isDiscovery, type Members } from './breakage'

/** Faults in what a server says of itself, and whom it lets in. */
export const discovery: readonly Breakage[] = [
  config('says nothing of etag', (members) => delete members.etag),
  config('calls its configuration something else', (members) => {
    members.schemas = ['urn:conformance:nothing']
  }),
  config('states a limit as a text', (members) => {
    members.filter = { supported: true, maxResults: 'many' }
  }),
  config('describes no authentication scheme', (members) => {
    members.authenticationSchemes = []
  }),
  config('says "yes" to cursors', (members) => {
    members.pagination = { cursor: 'yes', index: true }
  }),
  config('has nulls', (members) => {
    members.documentationUri = null
  }),
  config('claims to have no bulk', (members) => {
    members.bulk = { supported: false, maxOperations: 0, maxPayloadSize: 0 }
  }),
  {
    does: 'lets its configuration be changed',
    only: 'Discovery',
    ask: (asked) => {
      if (asked.path === '/ServiceProviderConfig') asked.method = 'GET'
    },
  },
  {
    does: 'counts its schemas and types wrong',
    only: 'Discovery',
    answer: answerBody((members) => {
      members.totalResults = 99
    }, isDiscovery),
  },
  {
    does: 'has no schema and no type at an address of its own',
    only: 'Discovery',
    answer: (answered, { path }) => {
      if (/^\/(Schemas|ResourceTypes)\/./.test(path)) answered.status = 404
    },
  },
  {
    does: 'has every schema and every type that is asked for',
    only: 'Discovery',
    answer: (answered, { path }) => {
      if (/^\/(Schemas|ResourceTypes)\/./.test(path)) answered.status = 200
    },
  },
  {
    does: 'takes a filter for discovery without a word',
    only: 'Discovery',
    ask: (asked) => {
      if (isDiscovery(asked)) asked.query.delete('filter')
    },
  },
  resourceTypes('names no type', (type) => delete type.name),
  resourceTypes('has types at endpoints that there are not', (type) => {
    type.endpoint = `${type.endpoint}Elsewhere`
  }),
  resourceTypes('refers to a schema that it does not have', (type) => {
    type.schemaExtensions = [{ schema: 'urn:conformance:nothing', required: false }]
  }),
  attributes('states no mutability', (attribute) => delete attribute.mutability),
  attributes('states a mutability that there is not', (attribute) => {
    attribute.mutability = 'sometimes'
  }),
  attributes('has attributes of one name', (attribute) => {
    attribute.name = 'same'
  }),
  attributes('has complex attributes without parts', (attribute) => delete attribute.subAttributes),
  attributes('heeds the case of userName', (attribute) => {
    if (attribute.name === 'userName') attribute.caseExact = true
  }),
  {
    does: 'lists the schemas of messages',
    only: 'Discovery',
    answer: eachResource((resource) => {
      if (String(resource.id).includes('enterprise')) resource.id = urns.error
    }),
  },
]

function config(does: string, change: (members: Members) => void): Breakage {
  const isConfig = ({ path }: Asked) => path === '/ServiceProviderConfig'
  return { does, only: does.includes('bulk') ? 'bulk' : 'Discovery', answer: answerBody(change, isConfig) }
}

function resourceTypes(does: string, change: (type: Members) => void): Breakage {
  const edit = eachResource(change)
  return {
    does,
    only: 'Discovery',
    answer: (answered, asked) => {
      if (asked.path === '/ResourceTypes') edit(answered, asked)
    },
  }
}

function attributes(does: string, change: (attribute: Members) => void): Breakage {
  const edit = eachResource((schema) => {
    const list = Array.isArray(schema.attributes) ? schema.attributes : []
    const copies = list.filter(isObject).map((attribute) => ({ ...attribute }))
    for (const copy of copies) change(copy)
    schema.attributes = copies
  })
  return {
    does,
    only: 'Discovery',
    answer: (answered, asked) => {
      if (asked.path.startsWith('/Schemas')) edit(answered, asked)
    },
  }
}

export const access: readonly Breakage[] = [
  {
    does: 'does not say how to authenticate',
    only: 'Authentication',
    answer: ({ headers }) => headers.delete('www-authenticate'),
  },
  {
    does: 'refuses strangers in words of its own',
    only: 'Authentication',
    answer: (answered) => {
      if (answered.status === 401) answered.body = { message: 'Go away.' }
    },
  },
  {
    does: 'knows "Bearer" in one case only',
    only: 'Authentication',
    answer: (answered, { headers }) => {
      if (headers.get('authorization')?.startsWith('bearer ')) answered.status = 401
    },
  },
]
