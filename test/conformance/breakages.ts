import { isObject } from '../../src/scim/json'
import { urns } from '../../src/scim/urns'
import { type Breakage, body, eachResource, isDiscovery, type Members } from './breakage'
import { bulk } from './breakages-bulk'
import { access, discovery } from './breakages-discovery'
import { http } from './breakages-http'
import { searching } from './breakages-searching'
import { writing } from './breakages-writing'

/** Faults that concern many checks at once. */
const sweeping: readonly Breakage[] = [
  {
    does: 'says 200 where it refuses',
    answer: (answered) => {
      if (answered.status >= 400 && answered.status !== 401) answered.status = 200
    },
  },
  {
    does: 'breaks down where it refuses',
    answer: (answered) => {
      if (answered.status >= 400 && answered.status !== 401) answered.status = 500
    },
  },
  {
    does: 'acknowledges PATCH without doing it',
    ask: (asked) => {
      if (asked.method === 'PATCH') asked.method = 'GET'
    },
  },
  {
    does: 'acknowledges PUT without doing it',
    ask: (asked) => {
      if (asked.method === 'PUT') asked.method = 'GET'
    },
  },
  {
    does: 'refuses PATCH',
    answer: (answered, { method }) => {
      if (method === 'PATCH') Object.assign(answered, { status: 400, body: { schemas: [urns.error], status: '400' } })
    },
  },
  {
    does: 'acknowledges DELETE without doing it',
    only: 'delet',
    ask: (asked) => {
      if (asked.method === 'DELETE') asked.method = 'GET'
    },
  },
  {
    does: 'ignores filters',
    ask: (asked) => {
      if (!isDiscovery(asked)) asked.query.delete('filter')
      if (asked.path.endsWith('/.search')) body((members) => delete members.filter)(asked)
    },
  },
  {
    does: 'finds nothing by a filter',
    answer: (answered, { query, path }) => {
      const isSearch = query.has('filter') || path.endsWith('/.search')
      if (isSearch && answered.status === 200 && isObject(answered.body)) {
        answered.body = { ...answered.body, totalResults: 0, Resources: [] }
      }
    },
  },
  {
    does: 'ignores sortBy and sortOrder',
    ask: (asked) => {
      asked.query.delete('sortBy')
      asked.query.delete('sortOrder')
      if (asked.path.endsWith('/.search')) body((members) => delete members.sortBy)(asked)
    },
  },
  {
    does: 'ignores startIndex, count and cursor',
    ask: (asked) => {
      for (const name of ['startIndex', 'count']) asked.query.delete(name)
      if (asked.query.has('cursor')) asked.query.set('cursor', '')
      if (asked.path.endsWith('/.search')) body((members) => delete members.count)(asked)
    },
  },
  {
    does: 'ignores attributes and excludedAttributes',
    ask: (asked) => {
      for (const name of ['attributes', 'excludedAttributes']) asked.query.delete(name)
    },
  },
  {
    does: 'answers with another time, version and title each time',
    answer: eachResource((resource) => {
      const now = new Date(Date.now() + Math.random() * 1e9).toISOString()
      resource.meta = { ...(isObject(resource.meta) && resource.meta), created: now, lastModified: now, version: now }
      if (resource.title !== undefined) resource.title = now
    }),
  },
  {
    does: 'knows names in one case and without a URN only',
    ask: (asked) => {
      if (/"(TITLE|urn:[^"]*2\.0:User:)/.test(JSON.stringify(asked.body ?? null))) asked.body = {}
      for (const [name, value] of [...asked.query]) {
        if (/urn:|TITLE|NAME\.|EQ |Pr |Sw /.test(value)) asked.query.set(name, name === 'filter' ? 'id eq "x"' : 'id')
      }
    },
  },
  {
    does: 'keeps nothing that is not required',
    ask: body(strip, (asked) => asked.method === 'POST' || asked.method === 'PUT'),
  },
]

function strip(members: Members): void {
  const kept = ['schemas', 'userName', 'displayName', 'Operations', 'filter', 'id', 'failOnErrors', 'cursor', 'count']
  for (const name of Object.keys(members)) if (!kept.includes(name)) delete members[name]
}

export const breakages: readonly Breakage[] = [
  ...sweeping,
  ...discovery,
  ...access,
  ...writing,
  ...searching,
  ...bulk,
  ...http,
]
