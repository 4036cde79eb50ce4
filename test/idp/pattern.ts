import { isDeepStrictEqual } from 'node:util'

type Matcher = (found: unknown, wanted: unknown, path: string) => readonly string[]

/**
 * What a found value lacks to fit a pattern, one line each. A pattern is written as the value would be: an object fits one
 * that has at least its members, `null` fits what is absent, an array fits one with as many elements that fit one by one, and
 * an object whose only member begins with `~` is one of the matchers below.
 */
export function unmet(found: unknown, pattern: unknown, path = 'the answer'): readonly string[] {
  if (pattern === null) return found === undefined || found === null ? [] : [told(path, found, 'to be absent')]
  if (Array.isArray(pattern)) {
    if (!Array.isArray(found)) return [told(path, found, `to be a list of ${pattern.length}`)]
    if (found.length !== pattern.length) return [told(path, found, `to have ${pattern.length} elements`)]
    return pattern.flatMap((each, index) => unmet(found[index], each, `${path}[${index}]`))
  }
  if (typeof pattern !== 'object') {
    return isDeepStrictEqual(found, pattern) ? [] : [told(path, found, `to be ${JSON.stringify(pattern)}`)]
  }
  return Object.entries(pattern ?? {}).flatMap(([name, wanted]) => {
    if (!name.startsWith('~')) return unmet(at(found, name), wanted, `${path}.${name}`)
    const matcher = matchers[name]
    if (!matcher) throw new Error(`there is no matcher called ${name}`)
    return matcher(found, wanted, path)
  })
}

const matchers: Readonly<Record<string, Matcher>> = {
  /** A text that holds this one. */
  '~text': (found, wanted, path) =>
    typeof found === 'string' && found.includes(String(wanted))
      ? []
      : [told(path, found, `to be text with ${JSON.stringify(wanted)} in it`)],
  /** A list with elements that fit these, in any order, and maybe others. */
  '~has': (found, wanted, path) =>
    [wanted]
      .flat()
      .flatMap((each) =>
        Array.isArray(found) && found.some((element) => unmet(element, each).length === 0)
          ? []
          : [told(path, found, `to have ${JSON.stringify(each)}`)],
      ),
  '~least': (found, wanted, path) =>
    typeof found === 'number' && found >= Number(wanted) ? [] : [told(path, found, `to be at least ${wanted}`)],
  '~not': (found, wanted, path) =>
    unmet(found, wanted).length > 0 ? [] : [told(path, found, `not to fit ${JSON.stringify(wanted)}`)],
}

/** The member of an object or the element of an array with this name; of anything else, nothing. */
export function at(value: unknown, name: string): unknown {
  return value !== null && typeof value === 'object' && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}

const told = (path: string, found: unknown, wanted: string) =>
  `${path} is ${(JSON.stringify(found) ?? 'absent').slice(0, 400)}; wanted it ${wanted}`
