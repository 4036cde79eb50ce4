import { type SQL, sql } from 'drizzle-orm'
import type { EventFilter } from '../../directory/event-search'
import { fold, isAscii } from '../../scim/text'
import { among, typed } from './prepared'
import { requestEvents as table } from './tables'

/** How a filter is asked of the database: equal `key`s are answered by one prepared statement. */
export interface EventConditions {
  readonly key: string
  readonly sql: SQL
  /** What of it the narrowest index answers by itself; its placeholders are among those of `sql`. */
  readonly indexed: SQL
  readonly values: Readonly<Record<string, unknown>>
  readonly readsBodies: boolean
  /** What the database cannot judge, as it does not fold text as we do; the row has the texts under `searched`. */
  readonly judge?: (row: { readonly searched: readonly (string | null)[] }) => boolean
}

interface Part {
  readonly name: string
  readonly sql: SQL
  readonly values: Readonly<Record<string, unknown>>
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

/** The texts that a search looks in: `text` in all, `resource` in the second. */
export const searchedTexts = sql<readonly (string | null)[]>`json_build_array(${sql.join([...searched], sql`, `)})`

export function eventConditions(filter: EventFilter): EventConditions {
  const { text, resource } = filter
  const parts = [...owner(filter), ...shape(filter), ...words(filter)]
  const isFolded = [text, resource].some((each) => each !== undefined && !isAscii(each))
  return {
    key: parts.map(({ name }) => name).join(),
    sql: all(parts),
    indexed: all(answered(parts)),
    values: Object.assign({}, ...parts.map(({ values }) => values)),
    readsBodies: text !== undefined,
    ...(isFolded && { judge: judging(filter) }),
  }
}

function all(parts: readonly Part[]): SQL {
  return sql.join([sql`true`, ...parts.map((part) => part.sql)], sql` and `)
}

/** Whose events are wanted, the narrowest first: an index goes along the first that a filter tells. */
const owners = ['resourceId', 'connectionId', 'organizationId', 'isUnattributed'] as const

function answered(parts: readonly Part[]): readonly Part[] {
  const narrowest = owners.find((owner) => parts.some(({ name }) => name === owner))
  const hasFailures = narrowest === 'connectionId' || narrowest === 'organizationId'
  return parts.filter(({ name }) => name === narrowest || (hasFailures && name === 'failure'))
}

function owner(filter: EventFilter): readonly Part[] {
  const told = owners.filter((name) => filter[name] !== undefined && filter[name] !== false)
  return told.map((name, index) => {
    if (name === 'isUnattributed') return { name, sql: sql`${table.organizationId} is null`, values: {} }
    const value = typed(name, 'text')
    const isNarrowed = index === 0 && (name === 'resourceId' || !isOfFailures(filter))
    const sought = isNarrowed ? along(name, value) : sql`${table[name]} = ${value}`
    return { name, sql: sought, values: { [name]: filter[name] } }
  })
}

/** Their indexes are narrow by themselves. */
const isOfFailures = ({ status }: EventFilter) => status !== undefined && status.from >= 400

function along(name: 'resourceId' | 'connectionId' | 'organizationId', value: SQL): SQL {
  const column = table[name]
  return name === 'resourceId'
    ? sql`${among(sql`short(${column})`, sql`short(${value})`)} and ${column} = ${value}`
    : among(column, value)
}

function shape({ status, methods, since, until }: EventFilter): readonly Part[] {
  const parts: Part[] = []
  if (status) {
    const between = sql`${table.status} between ${typed('from', 'bigint')} and ${typed('to', 'bigint')}`
    // Written out, as an index holds just these.
    if (isOfFailures({ status })) parts.push({ name: 'failure', sql: sql`${table.status} >= 400`, values: {} })
    parts.push({ name: 'status', sql: between, values: { from: status.from, to: status.to } })
  }
  if (methods) {
    const sought = sql`${table.method} = any (${typed('methods', 'text[]')})`
    parts.push({ name: 'methods', sql: sought, values: { methods: [...methods] } })
  }
  if (since !== undefined)
    parts.push({ name: 'since', sql: sql`${table.time} >= ${typed('since', 'bigint')}`, values: { since } })
  if (until !== undefined)
    parts.push({ name: 'until', sql: sql`${table.time} < ${typed('until', 'bigint')}`, values: { until } })
  return parts
}

function words({ resource, text }: EventFilter): readonly Part[] {
  const parts: Part[] = []
  if (text !== undefined && isAscii(text)) {
    const holds = searched.map((column) => sql`lower(${column}) like ${typed('text', 'text')}`)
    parts.push({ name: 'text', sql: sql`(${sql.join(holds, sql` or `)})`, values: { text: pattern(text) } })
  }
  if (resource !== undefined && isAscii(resource)) {
    const holds = sql`(${table.resourceId} = ${typed('exactly', 'text')}
      or lower(${table.resourceName}) like ${typed('resource', 'text')})`
    parts.push({ name: 'resource', sql: holds, values: { exactly: resource, resource: pattern(resource) } })
  }
  return parts
}

const pattern = (text: string) => `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`

function judging({ text, resource }: EventFilter): NonNullable<EventConditions['judge']> {
  const has = (texts: readonly (string | null | undefined)[], sought: string | undefined) =>
    sought === undefined || isAscii(sought) || texts.some((each) => each && fold(each).includes(fold(sought)))
  return ({ searched }) => has(searched, text) && has([searched[1]], resource)
}
