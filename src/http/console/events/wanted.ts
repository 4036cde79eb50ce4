import type { EventFilter } from '../../../directory/event-search'
import { isDay, methodsCalled, resourceCalled, statusRange, timeCalled } from '../../../directory/event-words'

/** The filters as they stand in an address, under the names of their fields. */
export type Fields = { readonly [Name in (typeof names)[number]]?: string }

export interface Wanted {
  /** What was typed, to be shown again. */
  readonly fields: Fields
  /** A sentence for each field that cannot be understood; it is left out of the filter. */
  readonly errors: Fields
  readonly filter: Omit<EventFilter, 'organizationId' | 'isUnattributed'>
}

const names = ['status', 'method', 'connection', 'who', 'text', 'since', 'until'] as const

export function wanted(query: URLSearchParams): Wanted {
  const fields: Record<string, string> = {}
  const errors: Record<string, string> = {}
  const filter: Record<string, unknown> = {}
  for (const name of names) {
    const typed = query.get(name)?.trim().slice(0, 200)
    if (!typed) continue
    fields[name] = typed
    const read = readers[name](typed)
    if (typeof read === 'string') errors[name] = read
    else Object.assign(filter, read)
  }
  return { fields, errors, filter }
}

/** The address of a page of the log with these filters. */
export function addressOf(path: string, fields: Fields, more: Readonly<Record<string, string | number>> = {}): string {
  const query = new URLSearchParams({ ...fields })
  for (const [name, value] of Object.entries(more)) query.set(name, String(value))
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

const readers: { readonly [Name in (typeof names)[number]]: (text: string) => Partial<EventFilter> | string } = {
  status(text) {
    const status = statusRange(text)
    return status ? { status } : 'This is no status; enter one such as 409, a class such as 4xx, or failed.'
  },
  method(text) {
    const methods = methodsCalled(text)
    return methods ? { methods } : 'This is no method; enter one such as PATCH, or reads or writes.'
  },
  connection: (connectionId) => ({ connectionId }),
  who: resourceCalled,
  text: (text) => ({ text }),
  since(text) {
    const since = timeCalled(text)
    return since === undefined ? noTime : { since }
  },
  until(text) {
    const until = timeCalled(text)
    return until === undefined ? noTime : { until: isDay(text) ? until + 86_400_000 : until }
  },
}

const noTime = 'This is no time; enter one such as 2026-01-31T09:00, in UTC.'
