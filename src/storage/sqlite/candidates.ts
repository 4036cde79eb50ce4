import type { SQL } from 'drizzle-orm'
import { type Found, lookUp as lookUpWith } from '../lookups'
import type { Shape } from '../shape'
import type { Layout } from './layout'
import { parameter } from './prepared'

export function lookUp(condition: Shape, layout: Layout): Found | undefined {
  return lookUpWith(condition, layout, parameter)
}

/** Only the rows of `lookUp`. */
export function candidates(condition: Shape, layout: Layout): SQL | undefined {
  return lookUp(condition, layout)?.select
}
