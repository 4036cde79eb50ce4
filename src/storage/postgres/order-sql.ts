import { type SQL, sql } from 'drizzle-orm'
import type { Query } from '../../directory/stored-resource'
import type { Target } from '../../scim/condition'
import type { Parameter } from '../shape'
import { valueInJson } from './condition-sql'
import { descend, inEach, type JsonPlace, type Layout } from './layout'

/** The order of a list; what is unassigned comes last, and first where the order is descending (RFC 7644 §3.4.2.3). */
export function orderSql(key: SQL, order: NonNullable<Query['sort']>['order']): SQL {
  return order === 'ascending' ? sql`${key} asc nulls last` : sql`${key} desc nulls first`
}

/** What a list is sorted by, as SQL; null where it is unassigned. */
export function sortValue(by: Target, layout: Layout): SQL {
  const value = sortedBy(by, layout)
  return sortedAs(by) === 'string' ? sql`(nullif(${value}, '') collate "C")` : value
}

/** As what type a list is sorted. */
export function sortedAs({ attribute: { type } }: Target): Parameter['type'] {
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

function sortedBy(by: Target, layout: Layout): SQL {
  const { path, attribute } = by
  const parent = layout.locate(path.slice(0, -1))
  if (parent.kind === 'rows') {
    const value = sortedBy({ path: path.slice(-1), attribute }, parent.element)
    return sql`(select ${value} from ${parent.rows} order by ${parent.order} limit 1)`
  }
  const location = layout.locate(path)
  switch (location.kind) {
    case 'value':
      return location.sql
    case 'url':
      return location.end
    case 'assigned':
    case 'unassigned':
    case 'rows':
      return nothing(by)
    case 'json': {
      const chosen = attribute.multiValued
        ? preferredElement(location)
        : parent.kind === 'json' && path.length > 1
          ? descend(preferredIfMany(parent), path.slice(-1))
          : location
      return valueInJson(chosen, attribute, sortedAs(by)) ?? nothing(by)
    }
  }
}

function nothing(by: Target): SQL {
  const type = sortedAs(by)
  return sql.raw(`null::${type === 'string' ? 'text' : type === 'number' ? 'float8' : 'boolean'}`)
}

/** The primary value of an attribute with many, else the first. PostgreSQL takes a value alone for an array of it. */
function preferredElement(place: JsonPlace): JsonPlace {
  const elements = sql`case jsonb_typeof(${place.exact}) when 'array' then ${place.exact} end`
  const index = sql`coalesce((select e.place - 1 from jsonb_array_elements(${elements}) with ordinality as e (value, place)
    where e.value -> 'primary' = 'true' order by e.place limit 1), 0)::int`
  return inEach(place, (array) => sql`(case jsonb_typeof(${place.exact}) when 'array' then ${array} -> ${index} end)`)
}

function preferredIfMany(place: JsonPlace): JsonPlace {
  const isMany = sql`jsonb_typeof(${place.exact}) = 'array'`
  const preferred = preferredElement(place)
  return {
    exact: sql`(case when ${isMany} then ${preferred.exact} else ${place.exact} end)`,
    folded: sql`(case when ${isMany} then ${preferred.folded} else ${place.folded} end)`,
    instants: sql`(case when ${isMany} then ${preferred.instants} else ${place.instants} end)`,
  }
}
