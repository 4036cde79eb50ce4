import { cpus } from 'node:os'
import { databaseConnections } from '../bench'
import type { BareJob } from '../load/bare'
import { type Incomparable, ratio, type Summary, type Turn } from '../statistics'
import { shown, type Table } from '../table'

/** What came of a kind of work. */
export interface Outcome {
  readonly work: string
  readonly statement: BareJob['statement']
  readonly sqlite: Compared
  readonly bare: Compared
  /** Of one replica, of two, and so on. */
  readonly replicas: readonly Compared[]
}

export interface Compared {
  readonly turns: readonly Turn[]
  readonly summary: Summary
}

/** One replica against SQLite, and against bare statements on the database that is described. */
export function engines(outcomes: readonly Outcome[], description: string): Table {
  const rows = outcomes.flatMap(({ work, statement, sqlite, bare, replicas: [one] }) => {
    if (!one) return []
    const [ofSqlite, ofBare] = [ratio(one.turns, sqlite.turns), ratio(one.turns, bare.turns)]
    const { rate, p50, p99, cost } = one.summary
    const numbers = [sqlite.summary.rate, sqlite.summary.cost, rate, p50, p99, cost, ofSqlite]
    const cells = [
      work,
      ...numbers.map((number) => shown(number ?? Number.NaN)),
      statement,
      shown(bare.summary.rate),
      shown(ofBare),
    ]
    return [{ cells, values: { [`${work}, of SQLite`]: ofSqlite, [`${work}, of bare`]: ofBare } }]
  })
  return {
    kind: 'table',
    name: 'engines',
    title: `Rollcall as one replica on ${description}; on SQLite; and a bare prepared statement on the same PostgreSQL, which selects somebody by id or inserts as many bytes. ${databaseConnections} connections to the database each`,
    columns: [
      'work',
      'SQLite /s',
      'µs CPU',
      'PostgreSQL /s',
      'p50 ms',
      'p99 ms',
      'µs CPU, database included',
      'of SQLite',
      'bare',
      'bare /s',
      'of bare',
    ],
    rows: rows.map(({ cells }) => cells),
    values: Object.assign({}, ...rows.map(({ values }) => values)),
  }
}

/** Several replicas against one. */
export function scaling(outcomes: readonly Outcome[]): Table {
  const rows = outcomes.map(({ work, replicas }) => {
    const [one] = replicas
    const ratios = replicas.map(({ turns }) => (one ? ratio(turns, one.turns) : Number.NaN))
    const cells = replicas.flatMap(({ summary }, index) =>
      [summary.rate, summary.p99, ...ratios.slice(index, index + 1)].map(shown),
    )
    return { cells: [work, ...cells], values: ratios.map((value, index) => [`${work}, ${index + 1}`, value] as const) }
  })
  return {
    kind: 'table',
    name: 'replicas',
    title: `Replicas on one PostgreSQL, connections dealt out among them; all of them, PostgreSQL and the load generator share ${cpus().length} cores`,
    columns: ['work', '1: /s', 'p99 ms', 'ratio', '2: /s', 'p99 ms', 'ratio', '3: /s', 'p99 ms', 'ratio'],
    rows: rows.map(({ cells }) => cells),
    values: Object.fromEntries(rows.flatMap(({ values }) => values)),
  }
}

/** Says why nothing is said of a kind of work. */
export function refusal(work: string, { message }: Incomparable): Table {
  return { kind: 'table', name: 'engines', title: work, columns: [], rows: [], values: {}, refused: message }
}
