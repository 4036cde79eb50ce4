import { type SQL, sql } from 'drizzle-orm'
import type { Query } from '../../directory/stored-resource'
import type { Target } from '../../scim/condition'
import type { Parameter } from '../shape'
import { valueInJson } from './condition-sql'
import { child, element, type JsonPath, pathSql } from './json-path'
import type { JsonPlace, Layout } from './layout'

/** The order of a list; what is unassigned comes last, and first where the order is descending (RFC 7644 §3.4.2.3). */
export function orderSql({ by, order }: NonNullable<Query['sort']>, layout: Layout): SQL {
  const value = sortValue(by, layout)
  return order === 'ascending' ? sql`${value} asc nulls last` : sql`${value} desc nulls first`
}

/** What a list is sorted by, as SQL; null where it is unassigned. */
export function sortValue({ path, attribute }: Target, layout: Layout): SQL {
  const parent = layout.locate(path.slice(0, -1))
  if (parent.kind === 'rows') {
    const value = sortValue({ path: path.slice(-1), attribute }, parent.element)
    return sql`(select ${value} from ${parent.rows} order by ${parent.order} limit 1)`
  }
  const location = layout.locate(path)
  switch (location.kind) {
    case 'value':
      return location.type === 'string' ? sql`nullif(${location.sql}, '')` : location.sql
    case 'url':
      return location.end
    case 'assigned':
    case 'unassigned':
    case 'rows':
      return sql`null`
    case 'json': {
      const chosen = attribute.multiValued
        ? preferredElement(location)
        : parent.kind === 'json' && path.length > 1
          ? child(preferredIfMany(parent), path.at(-1) ?? '')
          : location.path
      const wanted = comparedAs(attribute)
      const value = valueInJson({ ...location, path: chosen }, attribute, wanted) ?? sql`null`
      return wanted === 'string' ? sql`nullif(${value}, '')` : value
    }
  }
}

/** The primary value of an attribute with many, else the first. */
function preferredElement({ document, path }: JsonPlace): JsonPath {
  const index = sql`coalesce((select e.key from json_each(${document}, ${pathSql(path)}) as e
    where iif(e.type = 'object', json_type(e.value, '$.primary'), null) = 'true' order by e.key limit 1), 0)`
  return element(path, index)
}

function preferredIfMany(place: JsonPlace): JsonPath {
  const isMany = sql`json_type(${place.document}, ${pathSql(place.path)}) = 'array'`
  const preferred = pathSql(preferredElement(place))
  return { before: sql`case when ${isMany} then ${preferred} else ${pathSql(place.path)} end`, text: '' }
}

function comparedAs({ type }: Target['attribute']): Parameter['type'] {
  switch (type) {
    case 'boolean':
      return 'boolean'
    case 'integer':
    case 'decimal':
    case 'dateTime':
      return 'number'
    default:
      return 'string'
  }
}
