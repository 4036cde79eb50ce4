import { type SQL, sql } from 'drizzle-orm'

/** Where a value lies in a JSON document; `before` is the part that only a row knows, such as an element's index. */
export interface JsonPath {
  readonly before?: SQL
  readonly text: string
}

export const root: JsonPath = { text: '$' }

export function child(path: JsonPath, name: string): JsonPath {
  if (/["\\]/.test(name)) throw new Error(`${name} is not the name of an attribute`)
  return { ...path, text: `${path.text}."${name}"` }
}

export function descend(path: JsonPath, names: readonly string[]): JsonPath {
  return names.reduce(child, path)
}

export function element(path: JsonPath, index: SQL): JsonPath {
  return { before: sql`${pathSql(path)} || '[' || ${index} || ']'`, text: '' }
}

/** The path as the argument of a JSON function. */
export function pathSql({ before, text }: JsonPath): SQL {
  const literal = sql.raw(`'${text.replaceAll("'", "''")}'`)
  if (!before) return literal
  return text === '' ? sql`(${before})` : sql`(${before} || ${literal})`
}
