import { type Digest, empty, extended } from './digest'
import type { Fitting } from './fitting'
import type { Table } from './plan'
import type { Range, Row, Source } from './side'

/** What rows come to, and how many of their texts the target can only keep in another form. */
export interface Sum extends Digest {
  readonly altered: number
}

/** Sums up a table's rows as they are said in the target; `onRows` is told how many there were so far. */
export async function summed(
  side: Source,
  table: Table,
  fitting: Pick<Fitting, 'rows'>,
  range: Range = {},
  onRows: (rows: number) => void = () => {},
): Promise<Sum> {
  let digest = empty
  let altered = 0
  for await (const rows of side.pages(table, range)) {
    const fit = fitting.rows(table, rows, digest.rows)
    altered += differing(rows, fit)
    digest = extended(digest, fit)
    onRows(digest.rows)
  }
  return { ...digest, altered }
}

function differing(rows: readonly Row[], others: readonly Row[]): number {
  let count = 0
  for (const [place, row] of rows.entries()) {
    const other = others[place]
    for (const [index, value] of row.entries()) if (typeof value === 'string' && other?.[index] !== value) count++
  }
  return count
}
