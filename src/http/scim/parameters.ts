import type { Leniency } from '../../scim/leniency'
import { parameterCase } from '../../scim/quirks'

/** The query parameters of a request: percent-encoding is decoded once, `+` is a space, names are matched without regard to case. */
export type Parameters = (name: string) => string | undefined

export function parameters(search: string, leniency: Leniency): Parameters {
  if (search === '') return () => undefined
  const entries = [...new URLSearchParams(search)]
  return (name) => entries.find(([key]) => parameterCase(key, name, leniency))?.[1]
}
