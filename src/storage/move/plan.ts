import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import { instantsOf } from '../postgres/instants'
import * as tables from '../postgres/tables'

/** A table that is carried over row by row: both engines have it, with the same columns but for those that one computes. */
export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  /** The columns that tell its rows apart, in whose order they are read: that of an index in both engines. */
  readonly key: readonly string[]
  /** The column that numbers its rows, where the database gives the numbers out; by which sequence in PostgreSQL, where it is not the column's own. */
  readonly numbered?: string
  readonly sequence?: string
  /** Whether SQLite has none. */
  readonly isPostgresOnly?: true
  /** Columns that only PostgreSQL has, from others. */
  readonly computed: readonly Computed[]
}

export type Engine = 'sqlite' | 'postgres'

export interface Column {
  readonly name: string
  readonly kind: 'text' | 'integer' | 'flag' | 'bytes'
}

export interface Computed {
  readonly name: string
  /** The text column that it follows from. */
  readonly from: string
  readonly by: (text: string) => string | null
}

type Peculiarities = Partial<Pick<Table, 'key' | 'numbered' | 'sequence' | 'computed'>>

const instants: Computed = { name: 'instants', from: 'document', by: instantsOf }

/** When each part of the log began to be written to; where it comes from SQLite, all of it lies in the first. */
export const eventParts: Table = {
  name: 'event_parts',
  columns: [
    { name: 'part', kind: 'integer' },
    { name: 'begun', kind: 'integer' },
  ],
  key: ['part'],
  isPostgresOnly: true,
  computed: [],
}

export const requestEvents = table(tables.requestEvents, { numbered: 'position', sequence: 'event_positions' })

/** What is carried, each table behind those that its rows refer to. */
export const carried: readonly Table[] = [
  table(tables.organizations),
  table(tables.definitions),
  table(tables.connections),
  table(tables.tokens),
  table(tables.secrets),
  table(tables.users, { numbered: 'seq', computed: [instants] }),
  table(tables.userEmails, { key: ['user_seq', 'organization_id', 'value'] }),
  table(tables.userTexts),
  table(tables.userUniqueValues, { key: ['user_seq', 'organization_id', 'attribute', 'value'] }),
  table(tables.credentials),
  table(tables.sessions),
  table(tables.links),
  table(tables.signInFailures),
  table(tables.apiKeys),
  table(tables.groups, { numbered: 'seq', computed: [instants] }),
  table(tables.memberships),
  table(tables.offeredResources),
  table(tables.unknownAttributes),
  table(tables.changes, { numbered: 'id' }),
  table(tables.auditEntries, { numbered: 'id' }),
  eventParts,
  requestEvents,
  table(tables.requestCounts),
  table(tables.leavers),
]

/** What follows from what is carried: triggers count it while rows are written. */
export const derived = ['tallies', 'user_blocks'] as const

/** What PostgreSQL has besides: who does which chore, the version of its schema, and what units hold while they run. */
export const own = ['chores', 'schema_version', 'turn'] as const

/** What is carried from a place into another. */
export function carriedBetween(...places: readonly { readonly engine: Engine }[]): readonly Table[] {
  return places.every(({ engine }) => engine === 'postgres') ? carried : inBoth
}

/** What is carried wherever it comes from. */
export const inBoth = carried.filter(({ isPostgresOnly }) => !isPostgresOnly)

function table(described: PgTable, { computed = [], ...peculiarities }: Peculiarities = {}): Table {
  const { name, columns, primaryKeys } = getTableConfig(described)
  const kept = columns.filter((column) => !column.generated && !computed.some((other) => other.name === column.name))
  const primary = primaryKeys[0]?.columns ?? columns.filter((column) => column.primary)
  return {
    name,
    columns: kept.map((column) => ({ name: column.name, kind: kindOf(column.getSQLType()) })),
    key: primary.map((column) => column.name),
    computed,
    ...peculiarities,
  }
}

function kindOf(type: string): Column['kind'] {
  switch (type) {
    case 'text':
      return 'text'
    case 'bigint':
      return 'integer'
    case 'boolean':
      return 'flag'
    case 'bytea':
      return 'bytes'
    default:
      throw new Error(`there is no way to carry ${type}`)
  }
}
