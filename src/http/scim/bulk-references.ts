import { isObject, type Json } from '../../scim/json'

/** Finds `bulkId:…` wherever it stands in a path or in data (RFC 7644 §3.7.2). */
export interface References {
  /** The bulkIds that the texts of a value name. */
  in(json: Json): ReadonlySet<string>
  /** The value with each reference replaced by what stands for it; where that is nothing, it stays. */
  replaced(json: Json, by: (bulkId: string) => string | undefined): Json
}

/**
 * A bulkId ends where a path, a filter or a sentence goes on; one that holds such a character itself is known by its whole
 * name, as it stands in a text, in quotes inside a filter, or percent-encoded in a path. `bulkIds` are those there are.
 */
export function references(bulkIds: Iterable<string>): References {
  const spellings = new Map<string, string>()
  for (const bulkId of bulkIds) {
    for (const spelling of [bulkId, JSON.stringify(bulkId).slice(1, -1), encoded(bulkId)]) {
      if (spelling !== bulkId || ends.test(bulkId)) spellings.set(spelling, bulkId)
    }
  }
  const longestFirst = [...spellings.keys()].sort((a, b) => b.length - a.length).map(escaped)
  const whole = longestFirst.length > 0 ? `(?:${longestFirst.join('|')})(?=$|${ends.source})|` : ''
  const pattern = new RegExp(`bulkId:(${whole}[^\\s"'\\]/,]+)`, 'g')
  const named = (found: string) => spellings.get(found) ?? found

  const replaced: References['replaced'] = (json, by) => {
    if (typeof json === 'string') {
      if (!json.includes('bulkId:')) return json
      return json.replace(pattern, (text, found: string) => by(named(found)) ?? text)
    }
    if (Array.isArray(json)) return json.map((element) => replaced(element, by))
    if (!isObject(json)) return json
    return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, replaced(value, by)]))
  }
  return {
    replaced,
    in(json) {
      const found = new Set<string>()
      replaced(json, (bulkId) => void found.add(bulkId))
      return found
    },
  }
}

const ends = /[\s"'\]/,]/

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

/** As it stands in a URL's path; text that is not well-formed cannot. */
function encoded(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : text
}
