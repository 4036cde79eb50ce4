import { storable } from '../postgres/connection'
import { size } from '../postgres/event-parts'
import { requestEvents, type Table } from './plan'
import type { Row, Source, Target, Value } from './side'

/** How what the source holds is said in the target. */
export interface Fitting {
  /** Rows of a table in their order; `before` is how many there are before them. */
  rows(table: Table, rows: readonly Row[], before: number): readonly Row[]
  /** The number behind which the next row of a table gets its own, where `rows` were carried. */
  highest(table: Table, rows: number): Promise<number>
}

/**
 * PostgreSQL takes no NUL in a text, and gives numbers to events part by part, with gaps that are too wide for how SQLite
 * searches the log: there they are numbered anew, in their order.
 */
export async function fitting(source: Source, target: Target): Promise<Fitting> {
  const fits = target.engine === 'postgres' ? storable<Value> : (value: Value) => value
  const isRenumbered = target.engine === 'sqlite' && (await source.highest(requestEvents)) >= size
  const place = requestEvents.columns.findIndex(({ name }) => name === requestEvents.numbered)
  return {
    rows(table, rows, before) {
      const fitting = rows.map((row) => row.map(fits))
      if (!isRenumbered || table !== requestEvents) return fitting
      return fitting.map((row, index) => row.with(place, before + index + 1))
    },
    highest: async (table, rows) => (isRenumbered && table === requestEvents ? rows : source.highest(table)),
  }
}

/** For what is already where it belongs. */
export const asItIs: Pick<Fitting, 'rows'> = { rows: (_, rows) => rows }
