import type { Walk } from '../../directory/stored-resource'
import type { ResourceType } from '../../scim/attribute'
import type { Filter } from '../../scim/filter'
import { projectText } from '../../scim/projection'
import { type Represented, represent, representList } from '../../scim/representation'
import type { ResourceTypes } from '../../scim/resource-types'
import { invalid } from '../../scim/scim-error'
import { compareSortKeys, sortKey } from '../../scim/sort'
import type { About, Answer } from './answer'
import type { Cursors } from './cursor'
import type { Endpoint, Exchange } from './exchange'
import { limits } from './limits'
import { readSearch, type Search, type SearchRequest, searchIn, searchInBody } from './list-request'
import { isLookup, nameInDocument, nameInFilter } from './names'
import type { Listable } from './resources'

/** One kind of resource and what is searched for in it. */
interface Part {
  readonly kind: Listable<Represented>
  readonly type: ResourceType
  readonly search: Search
}

/** The endpoints that list: GET on a kind or on the root (RFC 7644 §3.4.2), and POST to /.search (§3.4.3). */
export function searchEndpoints(
  kindsIn: (types: ResourceTypes) => readonly Listable<Represented>[],
  cursors: Cursors,
): Record<'list' | 'search', Endpoint> {
  return {
    list: (exchange) => answer(exchange, () => searchIn(exchange.parameters)),
    search: (exchange) => answer(exchange, async () => searchInBody(await exchange.body(), exchange.remarks)),
  }

  async function answer(exchange: Exchange, read: () => SearchRequest | Promise<SearchRequest>): Promise<Answer> {
    const kinds = kindsIn(exchange.types)
    const [first] = kinds
    const only = kinds.length === 1 && first?.name ? { called: first.called, type: first.name } : undefined
    if (only) exchange.about({ type: only.type })
    const request = await read()
    const types = kinds.map((kind) => kind.typeIn(exchange.types))
    const parts = kinds.map((kind) => {
      const type = kind.typeIn(exchange.types)
      return { kind, type, search: readSearch(type, types, request, exchange) }
    })
    const body =
      request.cursor === undefined
        ? await byIndex(exchange, parts, request)
        : await byCursor(exchange, parts, request, request.cursor)
    const filter = parts[0]?.search.filter
    return {
      status: 200,
      body: body.text,
      ...(only && { about: { type: only.type, ...(filter && whom(filter, only.called, body)) } }),
    }
  }

  async function byCursor(
    exchange: Exchange,
    parts: readonly Part[],
    request: SearchRequest,
    cursor: string,
  ): Promise<Listed> {
    if (request.sortBy && parts.length > 1)
      throw invalid('invalidValue', 'Resources of several types cannot be sorted where a cursor is used.')
    const walk = [
      exchange.connection.id,
      ...parts.map(({ type }) => type.name),
      request.filter,
      request.sortBy,
      request.sortOrder,
    ]
    const from = cursor === '' ? undefined : cursors.open(cursor, walk)
    const count = countIn(request.count, from?.count)
    const direction = from?.direction ?? 'forward'
    const inOrder = direction === 'forward' ? parts : parts.toReversed()
    const start = from ? inOrder.findIndex(({ type }) => type.name === from.type) : 0
    const found: Found[] = []
    for (const [index, part] of inOrder.slice(start).entries()) {
      const border =
        index === 0 && from?.id !== undefined
          ? { from: { id: from.id, ...(from.key !== undefined && { key: from.key }) } }
          : {}
      const items = await walkThrough(exchange, part, { ...border, direction, limit: count + 1 - found.length })
      found.push(...(direction === 'forward' ? items : items.toReversed()))
      if (found.length > count) break
    }
    const hasMore = found.length > count
    const page = direction === 'forward' ? found.slice(0, count) : found.slice(0, count).toReversed()
    // From a page that is empty because whoever was on it has gone, a cursor leads to the list's other end.
    const sealed = (item: Found | undefined, towards: Walk['direction']) => {
      const part = item?.part ?? parts.at(towards === 'forward' ? 0 : -1)
      if (!part) return undefined
      const border = item && { id: item.stored.id, ...keyOf(item) }
      return cursors.seal({ count, type: part.type.name, direction: towards, ...border }, walk)
    }
    const hasNext = direction === 'forward' ? hasMore : from?.id !== undefined
    const hasPrevious = direction === 'forward' ? from?.id !== undefined : hasMore
    const nextCursor = hasNext ? sealed(page.at(-1), 'forward') : undefined
    const previousCursor = hasPrevious ? sealed(page[0], 'backward') : undefined
    return listed(exchange, page, { ...(nextCursor && { nextCursor }), ...(previousCursor && { previousCursor }) })
  }
}

/** A page of a walk has at least one resource, and all have the count of the first, though it need not be said again (RFC 9865 §2). */
function countIn(asked: number | undefined, begunWith: number | undefined): number {
  if (asked !== undefined && asked < 1)
    throw invalid('invalidCount', `count must be from 1 to ${limits.maxResults} where a cursor is used.`)
  const count = Math.min(limits.maxResults, asked ?? begunWith ?? limits.defaultResults)
  if (begunWith === undefined || count === begunWith) return count
  throw invalid('invalidCount', `count must stay ${begunWith}, as it was where this walk began.`)
}

interface Found {
  readonly part: Part
  readonly stored: Represented
}

interface Listed {
  readonly text: string
  /** The first resource. */
  readonly first?: Represented
  /** Whether it is the only one that was found. */
  readonly isOne: boolean
}

/** Whom a filter asks for by name, or by something else that one alone has. */
function whom(filter: Filter, called: string, { first, isOne }: Listed): Pick<About, 'name' | 'id'> {
  const asked = nameInFilter(filter, called)
  const isKnown = isOne && isLookup(filter)
  const name = asked ?? (first && isKnown ? nameInDocument(first.document, called) : undefined)
  const isMeant = first && (asked !== undefined || isKnown)
  return { ...(name !== undefined && { name }), ...(isMeant && { id: first.id }) }
}

async function walkThrough(exchange: Exchange, part: Part, walk: Walk): Promise<readonly Found[]> {
  const { condition, sort } = part.search
  const items = await part.kind.walk(
    exchange,
    { ...walk, ...(condition && { condition }), ...(sort && { sort }) },
    fetched(part.search),
  )
  return items.map((stored) => ({ part, stored }))
}

/** A page by index. Where there are several types, each follows the one before, or all are sorted together. */
async function byIndex(exchange: Exchange, parts: readonly Part[], request: SearchRequest): Promise<Listed> {
  const startIndex = Math.max(1, request.startIndex ?? 1)
  const count = Math.min(limits.maxResults, Math.max(0, request.count ?? limits.defaultResults))
  const isMerged = parts.length > 1 && request.sortBy !== undefined
  if (isMerged && startIndex > deepestMerge)
    throw invalid('invalidValue', `Resources of several types are sorted up to the ${deepestMerge}th only.`)
  const found: Found[] = []
  let total = 0
  for (const part of parts) {
    const { condition, sort } = part.search
    const offset = isMerged ? 0 : Math.max(0, startIndex - 1 - total)
    const limit = isMerged ? startIndex - 1 + count : count - found.length
    const page = await part.kind.list(
      exchange,
      { offset, limit, ...(condition && { condition }), ...(sort && { sort }) },
      isMerged ? fetched(part.search) : part.search.projection,
    )
    total += page.total
    found.push(...page.items.map((stored) => ({ part, stored })))
  }
  const page = isMerged ? merged(found).slice(startIndex - 1, startIndex - 1 + count) : found
  return listed(exchange, page, { totalResults: total, startIndex })
}

const deepestMerge = 10_000

function merged(found: readonly Found[]): readonly Found[] {
  const sign = found.some(({ part }) => part.search.sort?.order === 'descending') ? -1 : 1
  const keyed = found.map((item) => ({ item, key: keyOf(item).key }))
  return keyed.toSorted((a, b) => sign * compareSortKeys(a.key, b.key)).map(({ item }) => item)
}

/** What is fetched of a resource: members where they are shown, and where the resource's key is needed and made of them. */
const fetched = ({ sort, projection }: Search) => (sort?.by.path[0] === 'members' ? undefined : projection)

/** What a resource is sorted by, as the storage knows it: a URL without its base. */
function keyOf({ part, stored }: Found): { readonly key?: string | number } {
  const { sort } = part.search
  if (!sort) return {}
  const key = sortKey(JSON.parse(represent(part.type, stored, '')), sort.by)
  return key === undefined ? {} : { key }
}

function listed(exchange: Exchange, found: readonly Found[], parts: Parameters<typeof representList>[1]): Listed {
  const texts = found.map(({ part, stored }) =>
    projectText(part.type, represent(part.type, stored, exchange.base), part.search.projection),
  )
  const first = found[0]?.stored
  const { totalResults = found.length, nextCursor, previousCursor } = parts
  const isOne = totalResults === 1 && found.length === 1 && nextCursor === undefined && previousCursor === undefined
  return { text: representList(texts, parts), ...(first && { first }), isOne }
}
