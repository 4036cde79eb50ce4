import type { ComponentChildren } from 'preact'
import { classNames } from './class-names'
import { type LiveSource, liveAttributes } from './live'

export type Column<Row> = {
  readonly header: string
  readonly cell: (row: Row) => ComponentChildren
  readonly align?: 'start' | 'end'
  /** On narrow screens a row is a card: `primary` is its title, `low` is left out. */
  readonly priority?: 'primary' | 'normal' | 'low'
  readonly monospace?: boolean
  /** As narrow as its content, on one line. */
  readonly tight?: boolean
  readonly headerHidden?: boolean
}

type RowsProps<Row> = {
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  /** Where the whole row leads; the first column's content becomes the link. */
  readonly href?: (row: Row) => string
}

type TableProps<Row> = RowsProps<Row> & {
  /** Spoken: what the rows are. */
  readonly caption: string
  readonly narrow?: 'cards' | 'scroll'
  /** Its rows refresh themselves: answer with a fragment of TableRows. */
  readonly live?: LiveSource
}

/** What may have to scroll is reached by keyboard: by the links in it, or as a whole. */
export function Table<Row>({ columns, rows, href, caption, narrow = 'cards', live }: TableProps<Row>) {
  const reachable = href && narrow === 'cards' ? {} : { role: 'group' as const, 'aria-label': caption, tabIndex: 0 }
  return (
    <div class="table-box" {...reachable}>
      <table class={narrow === 'cards' ? 'table as-cards' : 'table'} {...roles.table}>
        <caption class="visually-hidden">{caption}</caption>
        <thead {...roles.rowgroup}>
          <tr {...roles.row}>
            {columns.map((column) => (
              <th key={column.header} scope="col" {...roles.columnheader} class={shape(column)}>
                <span class={column.headerHidden ? 'visually-hidden' : undefined}>{column.header}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...roles.rowgroup} {...(live && liveAttributes(live))}>
          <TableRows columns={columns} rows={rows} href={href} />
        </tbody>
      </table>
    </div>
  )
}

/** The rows alone, for what a live table fetches. */
export function TableRows<Row>({ columns, rows, href }: RowsProps<Row>) {
  return (
    <>
      {rows.map((row, index) => (
        <tr key={index} {...roles.row} class={href ? 'linked' : undefined}>
          {columns.map((column, position) => (
            <td
              key={column.header}
              {...roles.cell}
              class={shape(column)}
              data-label={column.headerHidden ? undefined : column.header}
            >
              {href && position === 0 ? (
                <a class="row-link" href={href(row)}>
                  {column.cell(row)}
                </a>
              ) : (
                column.cell(row)
              )}
            </td>
          ))}
        </tr>
      ))}
    </>
  )
}

/** They outlast the display values that make cards of rows. */
const roles = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const

function shape<Row>({ align, priority, monospace, tight }: Column<Row>): string | undefined {
  return classNames(
    align === 'end' && 'end',
    priority === 'primary' && 'primary',
    priority === 'low' && 'low',
    monospace && 'monospace',
    tight && 'tight',
  )
}
