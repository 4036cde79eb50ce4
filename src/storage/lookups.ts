import { type SQL, sql } from 'drizzle-orm'
import { isUnique, type Shape } from './shape'

/** An equality that an index answers. */
export interface Lookup {
  /** The path of the attribute, and in it that of the sub-attribute. */
  readonly path: readonly string[]
  /** A SELECT of the row numbers that have the value. */
  select(value: SQL): SQL
}

/** What can be looked up of one kind of resource, or of an element of it. */
export interface Lookups {
  /** The most selective first. */
  readonly lookups: readonly Lookup[]
  /** A SELECT of the row number that has a value of an attribute which an organization has defined as unique. */
  unique?(attribute: string, value: SQL): SQL
}

/** A SELECT of row numbers that indexes alone answer, and what of a condition is still to be checked on those rows. */
export interface Found {
  readonly select: SQL
  readonly rest?: Shape
}

/**
 * The rows among which all are that meet a condition; undefined where only looking at every row will do. SQLite knows
 * nothing about how values are spread, and would often rather read a list in its order than look up the one row that is
 * meant; PostgreSQL knows nothing of addresses and members being rows: so the lookup is chosen here.
 */
export function lookUp(
  condition: Shape,
  { lookups, unique }: Lookups,
  parameter: (name: string) => SQL,
): Found | undefined {
  return best(condition, [])

  function best(part: Shape, path: readonly string[]): Choice | undefined {
    switch (part.kind) {
      case 'and': {
        const choices = part.conditions.map((inner) => best(inner, path))
        const chosen = choices.reduce((a, b) => (b && (!a || b.rank < a.rank) ? b : a), undefined)
        if (!chosen) return undefined
        const others = part.conditions.flatMap((inner, index) =>
          choices[index] === chosen ? (chosen.rest ?? []) : inner,
        )
        return withRest(chosen, others.length > 0 ? { kind: 'and', conditions: others } : undefined)
      }
      case 'or': {
        const choices = part.conditions.flatMap((inner) => best(inner, path) ?? [])
        const count = choices.reduce((sum, choice) => sum + choice.count, 0)
        if (choices.length < part.conditions.length || count === 0 || count > mostTogether) return undefined
        const select = sql.join(
          choices.map((choice) => choice.select),
          sql` union all `,
        )
        const rank = Math.max(...choices.map((choice) => choice.rank))
        return withRest({ rank, count, select }, choices.some(({ rest }) => rest) ? part : undefined)
      }
      case 'compare': {
        if (part.operator !== 'eq' || part.parameter.type !== 'string') return undefined
        const names = [...path, ...part.target.path]
        const name = names.join()
        const rank = lookups.findIndex((lookup) => lookup.path.join() === name)
        const value = parameter(part.parameter.name)
        const select = isUnique(part.target, names) ? unique?.(names.join(':'), value) : lookups[rank]?.select(value)
        return select && { rank, count: 1, select }
      }
      case 'some': {
        const inner = best(part.condition, [...path, ...part.target.path])
        return inner && withRest(inner, inner.rest && part)
      }
      case 'not':
      case 'present':
        return undefined
    }
  }
}

/** `rank` is lower the more selective the lookup is; `count` is how many SELECTs are put together, or half as many. */
interface Choice extends Found {
  readonly rank: number
  readonly count: number
}

function withRest({ rank, count, select }: Choice, rest: Shape | undefined): Choice {
  return { rank, count, select, ...(rest && { rest }) }
}

/** SQLite puts at most 500 SELECTs together, and a lookup of members has two. */
const mostTogether = 200
