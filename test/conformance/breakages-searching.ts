import { isObject } from '../../src/scim/json'
import { answerBody, type Breakage, eachResource } from './breakage'

/** Faults in searching, paging and projecting. */
export const searching: readonly Breakage[] = [
  {
    does: 'breaks down over long filters',
    only: 'Filters: refusals',
    answer: (answered, { query }) => {
      if ((query.get('filter') ?? '').length > 1_000) answered.status = 500
    },
  },
  {
    does: 'counts a startIndex below 1 from the end',
    only: 'Paging by index',
    ask: ({ query }) => {
      if (Number(query.get('startIndex') ?? 1) < 1) query.set('startIndex', '3')
    },
  },
  {
    does: 'holds more in a page than it says',
    only: 'filter.maxResults',
    answer: answerBody(
      (members) => {
        members.filter = { supported: true, maxResults: 1 }
      },
      ({ path }) => path === '/ServiceProviderConfig',
    ),
  },
  {
    does: 'knows users in groups by another version than it shows',
    only: 'in a group or not',
    answer: answerBody(
      (members) => {
        members.Resources = []
        members.totalResults = 0
      },
      ({ query }) => query.get('filter')?.includes('meta.version') === true,
    ),
  },
  {
    does: 'has a nextCursor on every page',
    only: 'Paging by cursor',
    answer: answerBody(
      (members) => {
        members.nextCursor ??= 'more'
      },
      ({ query }) => query.has('cursor'),
    ),
  },
  {
    does: 'leaves the id out where it is excluded',
    only: 'Projection',
    answer: (answered, asked) => {
      if (asked.query.get('excludedAttributes') === 'id')
        eachResource((resource) => delete resource.id)(answered, asked)
    },
  },
  {
    does: 'breaks down over attributes that no schema has',
    only: 'Projection',
    answer: (answered, { query }) => {
      if (query.get('attributes')?.includes('conformance')) answered.status = 500
    },
  },
  {
    does: 'finds fewer by POST than by GET',
    only: 'Searching',
    answer: answerBody(
      (members) => {
        if (Array.isArray(members.Resources)) members.Resources = members.Resources.slice(1)
      },
      ({ path, body }) => path.endsWith('/.search') && isObject(body) && String(body.filter).includes('userName pr'),
    ),
  },
]
