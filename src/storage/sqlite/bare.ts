import { is, Param, Placeholder } from 'drizzle-orm'
import type { Db } from './connection'

/** A statement that runs without drizzle's part in it, which for the few that nearly every request runs is a good share of their time. */
export interface Bare {
  /** Rows as arrays, in the order of the columns that are selected; as the database holds them. */
  rows(values: Values): readonly (readonly unknown[])[]
  /** Returns the row number of what was inserted last. */
  run(values: Values): number
}

/** By name; what is absent is NULL. */
type Values = object

/** `query` is one of drizzle's, not yet prepared. */
export function bare(db: Db, query: { toSQL(): { readonly sql: string; readonly params: readonly unknown[] } }): Bare {
  const { sql, params } = query.toSQL()
  const statement = db.$client.prepare(sql)
  const sources = params.map(sourceOf)
  const bind = (values: Values) => {
    const bound: Bindable[] = new Array(sources.length)
    for (let index = 0; index < sources.length; index++) bound[index] = sources[index]?.(values) ?? null
    return bound
  }
  return {
    rows: (values) => statement.values(...bind(values)),
    run: (values) => Number(statement.run(...bind(values)).lastInsertRowid),
  }
}

type Bindable = string | number | boolean | Uint8Array | null

/** Where a parameter gets its value from, in the form in which the database takes it. */
function sourceOf(param: unknown): (values: Values) => Bindable {
  if (is(param, Placeholder)) return take(param.name)
  if (is(param, Param) && is(param.value, Placeholder)) {
    const value = take(param.value.name)
    const { encoder } = param
    return (values) => {
      const given = value(values)
      return given === null ? null : (encoder.mapToDriverValue(given) as Bindable)
    }
  }
  // A value that is part of the statement.
  return () => param as Bindable
}

function take(name: string): (values: Values) => Bindable {
  // The caller's values have the names that its own query asks for.
  return (values) => (values as Readonly<Record<string, Bindable | undefined>>)[name] ?? null
}
