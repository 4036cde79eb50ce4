import { type SQL, sql } from 'drizzle-orm'
import type { Operator, Target } from '../../scim/condition'
import type { Parameter, Shape } from '../shape'
import { lookUp } from './candidates'
import { pathSql, root } from './json-path'
import { type JsonPlace, jsonLayout, type Layout } from './layout'
import { parameter } from './prepared'

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

/** Balanced, as SQLite limits how deep an expression nests, and a long chain nests at every link. */
function joined(parts: readonly SQL[], operator: 'and' | 'or'): SQL {
  const [first] = parts
  if (!first) return operator === 'and' ? sql`1` : sql`0`
  if (parts.length === 1) return first
  const middle = parts.length >> 1
  const [left, right] = [joined(parts.slice(0, middle), operator), joined(parts.slice(middle), operator)]
  return operator === 'and' ? sql`(${left} and ${right})` : sql`(${left} or ${right})`
}

function presentSql({ path }: Target, layout: Layout): SQL {
  const location = layout.locate(path)
  switch (location.kind) {
    case 'value':
      return location.type === 'string' ? sql`${location.sql} <> ''` : sql`${location.sql} is not null`
    case 'url':
    case 'assigned':
      return sql`1`
    case 'unassigned':
      return sql`0`
    case 'rows':
      return sql`exists (select 1 from ${location.rows})`
    case 'json':
      return presentInJson(location)
  }
}

/** An object is assigned when anything below it is; a filled array counts even where its elements do not. */
function presentInJson(place: JsonPlace): SQL {
  const { document, path } = place
  const at = pathSql(path)
  const below = sql`select 1 from json_tree(${document}, ${at}) as t where case t.type
    when 'text' then t.atom <> '' when 'array' then json_array_length(t.value) > 0 else t.type not in ('null', 'object') end`
  return sql`case coalesce(${typeIn(place)}, 'null')
    when 'null' then 0 when 'text' then ${foundIn(place)} <> ''
    when 'array' then json_array_length(${document}, ${at}) > 0 when 'object' then exists (${below}) else 1 end`
}

function compareSql({ path, attribute }: Target, operator: Operator, { name, type }: Parameter, layout: Layout): SQL {
  if (isTextual(operator) && type !== 'string') return sql`0`
  const value = parameter(name)
  const location = layout.locate(path)
  switch (location.kind) {
    case 'value':
      return location.type === type ? operated(location.sql, operator, value) : sql`0`
    case 'url':
      return urlSql(location.end, operator, value)
    case 'assigned':
    case 'unassigned':
    case 'rows':
      return sql`0`
    case 'json': {
      const found = valueInJson(location, attribute, type)
      return found ? operated(found, operator, value) : sql`0`
    }
  }
}

/** A value of a document in the form in which it is compared; NULL where it is of another type. */
export function valueInJson(
  place: JsonPlace,
  { type, caseExact }: Target['attribute'],
  wanted: Parameter['type'],
): SQL | undefined {
  const [is, found] = [typeIn(place), foundIn(place)]
  switch (wanted) {
    case 'string':
      if (type === 'dateTime') return undefined
      return sql`case ${is} when 'text' then ${type !== 'string' || caseExact ? found : foldedIn(place)} end`
    case 'number': {
      const instant = type === 'dateTime' ? sql`when 'text' then instant(${found})` : sql``
      return sql`case ${is} when 'integer' then ${found} when 'real' then ${found} ${instant} end`
    }
    case 'boolean':
      return sql`case ${is} when 'true' then 1 when 'false' then 0 end`
  }
}

const isItself = ({ path }: JsonPlace) => path === root

function typeIn(place: JsonPlace): SQL {
  const { document, path, row } = place
  return row && isItself(place) ? sql`${row}.type` : sql`json_type(${document}, ${pathSql(path)})`
}

function foundIn(place: JsonPlace): SQL {
  const { document, path, row } = place
  return row && isItself(place) ? sql`${row}.value` : sql`json_extract(${document}, ${pathSql(path)})`
}

/** An element's text is folded on the spot, unless that has been done: its fellow in the folded document could be found by counting up to it only. */
function foldedIn(place: JsonPlace): SQL {
  const found = foundIn(place)
  if (!place.row) return sql`lower(json_extract(${place.folded}, ${pathSql(place.path)}))`
  return sql`iif(${place.isAscii}, lower(${found}), fold(${found}))`
}

const isTextual = (operator: Operator) => operator === 'co' || operator === 'sw' || operator === 'ew'

/** Text is found by instr and substr: LIKE would ignore the case of ASCII letters. */
function operated(left: SQL, operator: Operator, right: SQL): SQL {
  switch (operator) {
    case 'eq':
      return sql`${left} = ${right}`
    case 'co':
      return sql`instr(${left}, ${right}) > 0`
    case 'sw':
      return sql`substr(${left}, 1, length(${right})) = ${right}`
    case 'ew':
      return sql`substr(${left}, length(${left}) - length(${right}) + 1) = ${right}`
    case 'gt':
      return sql`${left} > ${right}`
    case 'ge':
      return sql`${left} >= ${right}`
    case 'lt':
      return sql`${left} < ${right}`
    case 'le':
      return sql`${left} <= ${right}`
  }
}

/** The storage does not know the base, so any base will do before an equal end; all else is said of the end alone. */
function urlSql(end: SQL, operator: Operator, value: SQL): SQL {
  return operator === 'eq' ? sql`substr(${value}, -length(${end})) = ${end}` : operated(end, operator, value)
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
  if (location.kind !== 'json') return sql`0`
  const at = pathSql(location.path)
  const row = sql.raw(`e${depth}`)
  const document = sql`iif(${row}.type in ('object', 'array'), ${row}.value, null)`
  const inFolded = !location.row && !needsExactText(condition)
  const from = inFolded ? location.folded : location.document
  const isAscii = inFolded ? sql`1` : location.isAscii
  const holds = conditionSql(condition, jsonLayout({ ...location, document, isAscii, row, path: root }), depth + 1)
  return sql`(${typeIn(location)} = 'array'
    and exists (select 1 from json_each(${from}, ${at}) as ${row} where ${holds}))`
}

/** Whether a condition compares text as it was written; one that does not is met in the folded document just as well. */
function needsExactText(condition: Shape): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.conditions.some(needsExactText)
    case 'not':
    case 'some':
      return needsExactText(condition.condition)
    case 'present':
      return false
    case 'compare': {
      const { type, caseExact } = condition.target.attribute
      return condition.parameter.type === 'string' ? type !== 'string' || caseExact : type === 'dateTime'
    }
  }
}
