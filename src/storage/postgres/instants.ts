import { readInstant } from '../../scim/text'

/** A document with every string that is a dateTime as the number of its milliseconds; null where there is none. */
export function instantsOf(document: string): string | null {
  if (!/\d{4}-\d\d-\d\dT\d\d:\d\d/i.test(document)) return null
  let hasOne = false
  const text = JSON.stringify(JSON.parse(document), (_, value) => {
    const instant = typeof value === 'string' ? readInstant(value) : undefined
    if (instant === undefined) return value
    hasOne = true
    return instant
  })
  return hasOne ? text : null
}
