import { type Comparison, comparisons, type Filter, type FilterValue } from './filter'
import type { Leniency } from './leniency'
import { bareWord, comparisonBehindValuePath } from './quirks'
import { invalid, refusedAs, type ScimType } from './scim-error'
import { isStorable } from './text'

const longest = 8192
const deepest = 32
const mostComparisons = 200

/** Parses a filter (RFC 7644 §3.4.2.2). Errors: 400 invalidFilter, also for one that is absurdly long, deep or manifold. */
export function parseFilter(text: string, leniency: Leniency): Filter {
  const reader = new Reader(text, 'invalidFilter', leniency)
  const filter = reader.filter()
  reader.end()
  return filter
}

/** A PATCH operation's path (RFC 7644 §3.5.2), still text: `attribute[filter].subAttribute`. */
export interface PathSyntax {
  readonly path: string
  readonly filter?: Filter
  readonly subAttribute?: string
}

/** Parses a PATCH path. Errors: 400 invalidPath, and invalidFilter for what is wrong inside the brackets (RFC 7644 §3.12). */
export function parsePath(text: string, leniency: Leniency): PathSyntax {
  const reader = new Reader(text.trim(), 'invalidPath', leniency)
  const path = reader.path()
  const filter = reader.valueFilter()
  const subAttribute = filter && reader.subAttribute()
  reader.end()
  return { path, ...(filter && { filter }), ...(subAttribute && { subAttribute }) }
}

export function printPath({ path, filter, subAttribute }: PathSyntax, print: (filter: Filter) => string): string {
  return `${path}${filter ? `[${print(filter)}]` : ''}${subAttribute ? `.${subAttribute}` : ''}`
}

/** Made once: a literal makes a new one whenever it is come to. */
const patterns = {
  spaces: /\s*/y,
  path: /[^\s()[\]"]*/y,
  name: /^[A-Za-z$](?:[\w$.:/-]*[\w$-])?$/,
  subAttribute: /\.[A-Za-z$][\w$-]*/y,
  operator: /[A-Za-z]*/y,
  keyword: /[A-Za-z]+(?=[\s(])/y,
  not: /not(?=\s*\()/iy,
  quoted: /"(?:[^"\\]|\\.)*"/y,
  word: /[^\s()[\]"]+/y,
  literal: /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?)$/i,
  /** What other languages put around text. */
  foreign: /^['`{]/,
}

class Reader {
  private at = 0
  private depth = 0
  private comparisons = 0

  constructor(
    private readonly text: string,
    private readonly scimType: ScimType,
    private readonly leniency: Leniency,
  ) {
    if (text.length > longest) {
      throw invalid(scimType, `The expression is ${text.length} characters long; at most ${longest} are read.`)
    }
  }

  filter(): Filter {
    if (++this.depth > deepest) throw this.wrong(`expressions nest at most ${deepest} deep`)
    const filter = this.joined('or', () => this.joined('and', () => this.term()))
    this.depth--
    return filter
  }

  path(): string {
    const path = this.take(patterns.path)
    if (!patterns.name.test(path)) throw this.wrong('an attribute name was expected', path)
    return path
  }

  valueFilter(): Filter | undefined {
    this.spaces()
    if (!this.accept('[')) return undefined
    const filter = refusedAs('invalidFilter', () => this.filter())
    this.spaces()
    if (!this.accept(']')) throw this.wrong("']' was expected")
    return filter
  }

  subAttribute(): string | undefined {
    return this.take(patterns.subAttribute).slice(1) || undefined
  }

  end(): void {
    this.spaces()
    if (this.at < this.text.length) throw this.wrong('the end was expected')
  }

  private joined(kind: 'and' | 'or', operand: () => Filter): Filter {
    const filters = [operand()]
    while (this.keyword(kind)) filters.push(operand())
    const [only] = filters
    return filters.length === 1 && only ? only : { kind, filters }
  }

  private term(): Filter {
    this.spaces()
    if (this.take(patterns.not)) {
      this.spaces()
      return { kind: 'not', filter: this.group() }
    }
    return this.text[this.at] === '(' ? this.group() : this.expression()
  }

  private group(): Filter {
    this.at++
    const filter = this.filter()
    this.spaces()
    if (!this.accept(')')) throw this.wrong("')' was expected")
    return filter
  }

  private expression(): Filter {
    const path = this.path()
    const inner = this.valueFilter()
    if (!inner) return this.test(path)
    const subAttribute = this.subAttribute()
    if (!subAttribute) return { kind: 'some', path, filter: inner }
    comparisonBehindValuePath(this.leniency)
    return { kind: 'some', path, filter: { kind: 'and', filters: [inner, this.test(subAttribute)] } }
  }

  private test(path: string): Filter {
    if (++this.comparisons > mostComparisons) {
      throw invalid(this.scimType, `A filter may hold ${mostComparisons} comparisons; split it into several requests.`)
    }
    this.spaces()
    const word = this.take(patterns.operator).toLowerCase()
    if (word === 'pr') return { kind: 'present', path }
    const operator = comparisons.find((name): name is Comparison => name === word)
    if (!operator) throw this.wrong(`an operator (${comparisons.join(', ')} or pr) was expected behind ${path}`, word)
    return { kind: 'compare', path, operator, value: this.value() }
  }

  private value(): FilterValue {
    this.spaces()
    const quoted = this.take(patterns.quoted)
    const word = quoted || this.take(patterns.word)
    if (!word) throw this.wrong('a value was expected')
    if (patterns.foreign.test(word)) throw this.wrong('text must be in double quotes', word)
    const value = quoted || patterns.literal.test(word) ? this.json(word) : bareWord(word, this.leniency)
    if (typeof value === 'string' && !isStorable(value))
      throw this.wrong('text must hold neither NUL nor half a surrogate pair', word)
    return value
  }

  private json(text: string): FilterValue {
    try {
      const value: FilterValue = JSON.parse(text.startsWith('"') ? text : text.toLowerCase())
      if (typeof value !== 'number' || Number.isFinite(value)) return value
    } catch {}
    throw this.wrong('a JSON value was expected', text)
  }

  private keyword(word: string): boolean {
    const before = this.at
    this.spaces()
    const found = this.take(patterns.keyword)
    if (found.toLowerCase() === word) return true
    this.at = before
    return false
  }

  private spaces(): void {
    this.take(patterns.spaces)
  }

  /** Takes this character, where it comes next. */
  private accept(character: string): boolean {
    if (this.text[this.at] !== character) return false
    this.at++
    return true
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? ''
    this.at += found.length
    return found
  }

  /** The refusal, at the text already read that was found instead, or else at what comes next. */
  private wrong(expected: string, found = ''): Error {
    const near = (found || this.text.slice(this.at)).slice(0, 20)
    return invalid(
      this.scimType,
      `At character ${this.at - found.length + 1}: ${expected}${near ? `, not ${JSON.stringify(near)}` : ''}.`,
    )
  }
}
