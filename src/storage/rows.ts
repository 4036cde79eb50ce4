/** A row as the directory has it: what is NULL in a table is absent there. */
export type Present<Row> = {
  readonly [Name in keyof Row as null extends Row[Name] ? never : Name]: Row[Name]
} & {
  readonly [Name in keyof Row as null extends Row[Name] ? Name : never]?: NonNullable<Row[Name]>
}

/** The reverse: what may be absent of a noun is NULL in its row. */
export type RowOf<Noun> = {
  readonly [Name in keyof Noun]-?: undefined extends Noun[Name] ? Exclude<Noun[Name], undefined> | null : Noun[Name]
}

export function present<Row extends object>(row: Row): Present<Row> {
  const values: Record<string, unknown> = {}
  for (const name in row) if (row[name] !== null) values[name] = row[name]
  // Holds every column that is not NULL, and by their types the others are optional.
  return values as Present<Row>
}
