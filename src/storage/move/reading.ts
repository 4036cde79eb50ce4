import type { Column, Table } from './plan'
import type { Key, Range, Row, Source, Value } from './side'

/** How an engine is asked. */
export interface Dialect {
  rows(text: string, values: readonly Value[]): Promise<readonly Row[]>
  /** What stands for a value, from 1. */
  mark(position: number): string
  /** A column as `Value`. */
  say(column: Column): string
}

/** At most so many rows are held at a time, and no more bytes of text unless one row alone has them. */
const most = { rows: 1000, bytes: 2_000_000 }

export function reading(dialect: Dialect): Pick<Source, 'pages' | 'count' | 'tallies'> {
  const { rows, say } = dialect

  async function* pages(table: Table, { after, upTo }: Range = {}) {
    const texts = table.columns.filter(({ kind }) => kind === 'text')
    const size = texts.map(({ name }) => `coalesce(octet_length("${name}"), 0)`).join(' + ') || '0'
    const key = keyColumns(table).map(say)
    for (let from = after; ; ) {
      const bounded = within(dialect, table, { after: from, upTo })
      const sized = await rows(
        `select ${key}, ${size} from "${table.name}" r ${bounded.text} limit ${most.rows}`,
        bounded.values,
      )
      const last = sized[fitting(sized.map((row) => Number(row.at(-1)))) - 1]?.slice(0, -1)
      if (!last) return
      const page = within(dialect, table, { after: from, upTo: last })
      yield await rows(`select ${table.columns.map(say)} from "${table.name}" r ${page.text}`, page.values)
      from = last
    }
  }

  return {
    pages,
    async count({ name }) {
      const [row] = await rows(`select cast(count(*) as double precision) from "${name}"`, [])
      return Number(row?.[0])
    },
    tallies: () => rows(tallies, []),
  }
}

/** The values of a row's key. */
export function keyOf({ columns, key }: Table, row: Row): Key {
  return key.map((name) => row[columns.findIndex((column) => column.name === name)] ?? null)
}

function keyColumns({ columns, key }: Table): readonly Column[] {
  return key.flatMap((name) => columns.filter((column) => column.name === name))
}

/** How many of the first rows are read together. */
function fitting(sizes: readonly number[]): number {
  let bytes = 0
  const beyond = sizes.findIndex((size, index) => {
    bytes += size
    return bytes > most.bytes && index > 0
  })
  return beyond < 0 ? sizes.length : beyond
}

function within({ mark }: Dialect, { key }: Table, { after, upTo }: Range) {
  // Not the column of the answer that has the same name, and is in another form.
  const columns = key.map((name) => `r."${name}"`).join()
  const values = [...(after ?? []), ...(upTo ?? [])]
  const marks = values.map((_, index) => mark(index + 1))
  const conditions = [
    ...(after ? [`(${columns}) > (${marks.slice(0, key.length)})`] : []),
    ...(upTo ? [`(${columns}) <= (${marks.slice(-key.length)})`] : []),
  ]
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''
  return { text: `${where} order by ${columns}`, values }
}

const total = (column: string) => `cast(sum("${column}") as double precision)`
const tallies = `select organization_id, connection_id, ${total('users')}, ${total('active')}, ${total('groups')}
  from tallies group by organization_id, connection_id
  having sum("users") <> 0 or sum("groups") <> 0 order by organization_id, connection_id`
