import { type Found, type Lookups, lookUp as lookUpWith } from '../lookups'
import type { Shape } from '../shape'
import { parameter } from './prepared'

export function lookUp(condition: Shape, lookups: Lookups): Found | undefined {
  return lookUpWith(condition, lookups, parameter)
}
