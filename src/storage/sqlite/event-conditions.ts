import { type SQL, sql } from 'drizzle-orm'
import type { EventFilter } from '../../directory/event-search'
import { fold, isAscii } from '../../scim/text'
import { parameter } from './prepared'
import { requestEvents as table } from './tables'

/** How a filter is asked of the database: equal `key`s are answered by one prepared statement. */
export interface EventConditions {
  readonly key: string
  /** What the index answers by itself. */
  readonly indexed: SQL
  /** What is left to be asked of every row that the index leads to. */
  readonly rest: SQL
  readonly values: Readonly<Record<string, string | number>>
  readonly readsBodies: boolean
  /** Whether the index lies part by part, so that going along it costs what the parts between the bounds are. */
  readonly isParted: boolean
}

export function eventConditions(filter: EventFilter): EventConditions {
  const along = indexes.find(({ suits }) => suits(filter))
  const parts = [...owner(filter, along), ...shape(filter), ...time(filter), ...words(filter)]
  const rest = parts.filter(({ name }) => !along?.answers.includes(name))
  const indexed = parts.filter(({ name }) => along?.answers.includes(name))
  return {
    key: `${along?.index} ${parts.map(({ name, variant = '' }) => name + variant).join()}`,
    indexed: all([...indexed, ...(along?.index === 'request_events_failed' ? [{ sql: failed }] : [])]),
    rest: all(rest),
    values: Object.assign({}, ...parts.map(({ values }) => values)),
    readsBodies: filter.text !== undefined,
    isParted: along?.index === 'request_events_of_resource',
  }
}

interface Part {
  readonly name: keyof EventFilter
  /** What the statement depends on besides the name. */
  readonly variant?: string
  readonly sql: SQL
  readonly values: Readonly<Record<string, string | number>>
}

interface Along {
  readonly index: string
  readonly answers: readonly (keyof EventFilter)[]
  suits(filter: EventFilter): boolean
}

const failed = sql`${table.status} >= 400`

/** The narrowest first. */
const indexes: readonly Along[] = [
  {
    index: 'request_events_of_resource',
    answers: ['resourceId'],
    suits: ({ resourceId }) => resourceId !== undefined,
  },
  {
    index: 'request_events_failed',
    answers: ['organizationId'],
    suits: ({ organizationId, status }) => organizationId !== undefined && (status?.from ?? 0) >= 400,
  },
  {
    index: 'request_events_of_connection',
    answers: ['connectionId'],
    suits: ({ connectionId }) => connectionId !== undefined,
  },
  {
    index: 'request_events_of_organization',
    answers: ['organizationId'],
    suits: ({ organizationId }) => organizationId !== undefined,
  },
  {
    index: 'request_events_unattributed',
    answers: ['isUnattributed'],
    suits: ({ isUnattributed }) => isUnattributed === true,
  },
]

/** The index is by resource within parts of the log, which are gone through between the bounds of the search. */
const ofResource = sql`${table.position} in (
  with recursive parts (part, last) as (
    select max(${parameter('above')}, (select min(position) from request_events)) >> 11,
      min(${parameter('below')}, (select max(position) from request_events)) >> 11
    union all
    select part + 1, last from parts where part < last
  )
  select e.position from parts cross join request_events e
    where e.position >> 11 = parts.part and e.resource_id = ${parameter('resourceId')})`

function owner(filter: EventFilter, along: Along | undefined): readonly Part[] {
  const equal = ([name, column]: (typeof owners)[number]): readonly Part[] => {
    const value = filter[name]
    if (value === undefined) return []
    // The plus sign keeps SQLite from going along another index.
    if (name === 'resourceId' && along?.answers.includes(name))
      return [{ name, sql: ofResource, values: { [name]: value } }]
    const asked = along?.answers.includes(name) ? sql`${column}` : sql`+${column}`
    return [{ name, sql: sql`${asked} = ${parameter(name)}`, values: { [name]: value } }]
  }
  const isNobodys = sql`${table.organizationId} is null`
  return [
    ...owners.flatMap(equal),
    ...(filter.isUnattributed ? [{ name: 'isUnattributed', sql: isNobodys, values: {} } as const] : []),
  ]
}

const owners = [
  ['organizationId', table.organizationId],
  ['connectionId', table.connectionId],
  ['resourceId', table.resourceId],
] as const

function shape({ status, methods }: EventFilter): readonly Part[] {
  return [
    ...(status
      ? [
          {
            name: 'status',
            sql: sql`${table.status} between ${parameter('statusFrom')} and ${parameter('statusTo')}`,
            values: { statusFrom: status.from, statusTo: status.to },
          } as const,
        ]
      : []),
    ...(methods
      ? [
          {
            name: 'methods',
            sql: sql`${table.method} in (select value from json_each(${parameter('methods')}))`,
            values: { methods: JSON.stringify(methods) },
          } as const,
        ]
      : []),
  ]
}

function time({ since, until }: EventFilter): readonly Part[] {
  return [
    ...(since === undefined
      ? []
      : [{ name: 'since', sql: sql`${table.time} >= ${parameter('since')}`, values: { since } } as const]),
    ...(until === undefined
      ? []
      : [{ name: 'until', sql: sql`${table.time} < ${parameter('until')}`, values: { until } } as const]),
  ]
}

const searched = [
  table.path,
  table.resourceName,
  table.query,
  table.detail,
  table.userAgent,
  table.requestBody,
  table.responseBody,
]

function words({ resource, text }: EventFilter): readonly Part[] {
  return [
    ...(resource === undefined ? [] : [about(resource)]),
    ...(text === undefined ? [] : [containing('text', searched, text)]),
  ]
}

function about(resource: string): Part {
  const name = containing('resource', [table.resourceName], resource)
  return {
    ...name,
    sql: sql`(${table.resourceId} = ${parameter('resourceId exactly')} or ${name.sql})`,
    values: { ...name.values, 'resourceId exactly': resource },
  }
}

/** LIKE ignores the case of ASCII, and is several times faster than folding. */
function containing(name: 'resource' | 'text', columns: readonly (typeof searched)[number][], text: string): Part {
  const isPlain = isAscii(text)
  const sought = parameter(name)
  const holds = columns.map((column) =>
    isPlain ? sql`${column} like ${sought} escape '\\'` : sql`instr(fold(coalesce(${column}, '')), ${sought}) > 0`,
  )
  return {
    name,
    variant: isPlain ? ' plain' : ' folded',
    sql: sql`(${sql.join(holds, sql` or `)})`,
    values: { [name]: isPlain ? `%${text.replace(/[\\%_]/g, '\\$&')}%` : fold(text) },
  }
}

function all(parts: readonly { readonly sql: SQL }[]): SQL {
  return parts.length === 0
    ? sql`1`
    : sql.join(
        parts.map((part) => part.sql),
        sql` and `,
      )
}
