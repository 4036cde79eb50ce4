import { type SQL, sql } from 'drizzle-orm'
import type { Shape } from '../shape'
import type { Layout } from './layout'
import { parameter } from './prepared'

/**
 * A SELECT, answered by indexes alone, of the row numbers among which all rows that meet the condition are; undefined
 * where only looking at every row will do. SQLite knows nothing about how values are spread, and would often rather read
 * a list in its order than look up the one row that is meant: so the lookup is chosen here.
 */
export function candidates(condition: Shape, { lookups }: Layout): SQL | undefined {
  return best(condition, [])?.select

  function best(part: Shape, path: readonly string[]): Choice | undefined {
    switch (part.kind) {
      case 'and': {
        const choices = part.conditions.flatMap((inner) => best(inner, path) ?? [])
        return choices.reduce<Choice | undefined>((a, b) => (a && a.rank <= b.rank ? a : b), undefined)
      }
      case 'or': {
        const choices = part.conditions.flatMap((inner) => best(inner, path) ?? [])
        const count = choices.reduce((sum, choice) => sum + choice.count, 0)
        if (choices.length < part.conditions.length || count === 0 || count > mostTogether) return undefined
        const rank = Math.max(...choices.map((choice) => choice.rank))
        const selects = choices.map((choice) => choice.select)
        return { rank, count, select: sql.join(selects, sql` union all `) }
      }
      case 'compare': {
        if (part.operator !== 'eq' || part.parameter.type !== 'string') return undefined
        const name = [...path, ...part.target.path].join()
        const rank = lookups.findIndex((lookup) => lookup.path.join() === name)
        const select = lookups[rank]?.select(parameter(part.parameter.name))
        return select && { rank, count: 1, select }
      }
      case 'some':
        return best(part.condition, [...path, ...part.target.path])
      case 'not':
      case 'present':
        return undefined
    }
  }
}

interface Choice {
  readonly rank: number
  readonly count: number
  readonly select: SQL
}

/** SQLite puts at most 500 SELECTs together; a lookup of members has two. */
const mostTogether = 200
