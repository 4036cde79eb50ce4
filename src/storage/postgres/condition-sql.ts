import { type SQL, sql } from 'drizzle-orm'
import type { Operator, Target } from '../../scim/condition'
import type { Parameter, Shape } from '../shape'
import { type JsonPlace, jsonLayout, type Layout } from './layout'
import { lookUp } from './looking-up'
import { typed } from './prepared'

/**
 * A condition in SQL, true for exactly those rows for which `holds` is. Elsewhere it may be NULL instead of false: AND,
 * OR and WHERE do not tell them apart, and NOT is written so that it does not either.
 */
export function conditionSql(condition: Shape, layout: Layout, depth = 0): SQL {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return joined(
        condition.conditions.map((part) => conditionSql(part, layout, depth)),
        condition.kind,
      )
    case 'not':
      return sql`(${conditionSql(condition.condition, layout, depth)}) is not true`
    case 'present':
      return presentSql(condition.target, layout)
    case 'compare':
      return compareSql(condition.target, condition.operator, condition.parameter, layout)
    case 'some':
      return someSql(condition.target, condition.condition, layout, depth)
  }
}

function joined(parts: readonly SQL[], operator: 'and' | 'or'): SQL {
  if (parts.length === 0) return operator === 'and' ? sql`true` : sql`false`
  return sql`(${sql.join([...parts], operator === 'and' ? sql` and ` : sql` or `)})`
}

function presentSql({ path }: Target, layout: Layout): SQL {
  const location = layout.locate(path)
  switch (location.kind) {
    case 'value':
      return location.type === 'string' ? sql`${location.sql} <> ''` : sql`${location.sql} is not null`
    case 'url':
    case 'assigned':
      return sql`true`
    case 'unassigned':
      return sql`false`
    case 'rows':
      return sql`exists (select 1 from ${location.rows})`
    case 'json':
      return presentInJson(location)
  }
}

/** An object is assigned when anything below it is; a filled array counts even where its elements do not. */
function presentInJson({ exact }: JsonPlace): SQL {
  return sql`case coalesce(jsonb_typeof(${exact}), 'null')
    when 'null' then false when 'string' then ${exact} <> '""' when 'array' then ${exact} <> '[]'
    when 'object' then jsonb_path_exists(${exact}, ${anythingBelow}) else true end`
}

const anythingBelow = sql.raw(`'strict $.** ? (@.type() == "number" || @.type() == "boolean"
  || (@.type() == "string" && @ != "") || (@.type() == "array" && @.size() > 0))'`)

function compareSql({ path, attribute }: Target, operator: Operator, { name, type }: Parameter, layout: Layout): SQL {
  if (isTextual(operator) && type !== 'string') return sql`false`
  const value = typed(name, type === 'string' ? 'text' : type === 'number' ? 'float8' : 'boolean')
  const location = layout.locate(path)
  switch (location.kind) {
    case 'value':
      return location.type === type ? operated(location.sql, operator, value, type) : sql`false`
    case 'url':
      return urlSql(location.end, operator, value)
    case 'assigned':
    case 'unassigned':
    case 'rows':
      return sql`false`
    case 'json': {
      const found = valueInJson(location, attribute, type)
      return found ? operated(found, operator, value, type) : sql`false`
    }
  }
}

/** A value of a document in the form in which it is compared; NULL where it is of another type. */
export function valueInJson(
  { exact, folded, instants }: JsonPlace,
  { type, caseExact }: Target['attribute'],
  wanted: Parameter['type'],
): SQL | undefined {
  switch (wanted) {
    case 'string': {
      if (type === 'dateTime') return undefined
      const isExact = type !== 'string' || caseExact
      const text = isExact ? sql`${exact} #>> '{}'` : sql`lower((${folded} #>> '{}') collate "C")`
      return sql`(case jsonb_typeof(${exact}) when 'string' then ${text} end)`
    }
    case 'number': {
      const number = type === 'dateTime' ? instants : exact
      return sql`(case jsonb_typeof(${number}) when 'number' then ${number}::float8 end)`
    }
    case 'boolean':
      return sql`(case jsonb_typeof(${exact}) when 'boolean' then ${exact}::boolean end)`
  }
}

const isTextual = (operator: Operator) => operator === 'co' || operator === 'sw' || operator === 'ew'

/** Order of text is by code point, which is that of the bytes in UTF-8. */
function operated(left: SQL, operator: Operator, right: SQL, type: Parameter['type']): SQL {
  const ordered = type === 'string' ? sql`${left} collate "C"` : left
  switch (operator) {
    case 'eq':
      return sql`${left} = ${right}`
    case 'co':
      return sql`strpos(${left}, ${right}) > 0`
    case 'sw':
      return sql`starts_with(${left}, ${right})`
    case 'ew':
      return sql`right(${left}, length(${right})) = ${right}`
    case 'gt':
      return sql`${ordered} > ${right}`
    case 'ge':
      return sql`${ordered} >= ${right}`
    case 'lt':
      return sql`${ordered} < ${right}`
    case 'le':
      return sql`${ordered} <= ${right}`
  }
}

/** The storage does not know the base, so any base will do before an equal end; all else is said of the end alone. */
function urlSql(end: SQL, operator: Operator, value: SQL): SQL {
  return operator === 'eq' ? sql`right(${value}, length(${end})) = ${end}` : operated(end, operator, value, 'string')
}

/** A condition on rows; those that a lookup finds are found by `key`, and only what it leaves open is checked on them. */
export function foundOrChecked(condition: Shape, layout: Layout, key: SQL | undefined): SQL {
  const found = key && lookUp(condition, layout)
  if (!found) return conditionSql(condition, layout, 1)
  const isFound = sql`${key} in (${found.select})`
  return found.rest ? sql`${isFound} and ${conditionSql(found.rest, layout, 1)}` : isFound
}

function someSql({ path }: Target, condition: Shape, layout: Layout, depth: number): SQL {
  const location = layout.locate(path)
  if (location.kind === 'rows') {
    return sql`exists (select 1 from ${location.rows} and ${foundOrChecked(condition, location.element, location.key)})`
  }
  if (location.kind !== 'json') return sql`false`
  const row = sql.raw(`e${depth}`)
  const fellow = (array: SQL) => sql`(${array} -> (${row}.place - 1)::int)`
  const element: JsonPlace = {
    exact: sql`${row}.value`,
    folded: fellow(location.folded),
    instants: fellow(location.instants),
  }
  const elements = sql`case jsonb_typeof(${location.exact}) when 'array' then ${location.exact} end`
  return sql`exists (select 1 from jsonb_array_elements(${elements}) with ordinality as ${row} (value, place)
    where ${conditionSql(condition, jsonLayout(element), depth + 1)})`
}
