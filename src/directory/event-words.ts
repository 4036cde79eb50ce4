import { readInstant } from '../scim/text'
import type { EventFilter } from './event-search'

/** What people write for a filter of events: a status class, `failed`, or a status. */
export function statusRange(text: string): EventFilter['status'] {
  if (text === 'failed') return { from: 400, to: 599 }
  const [, group] = /^([1-5])xx$/i.exec(text) ?? []
  if (group !== undefined) return { from: Number(group) * 100, to: Number(group) * 100 + 99 }
  return /^[1-5]\d\d$/.test(text) ? { from: Number(text), to: Number(text) } : undefined
}

/** A method, `reads` or `writes`. */
export function methodsCalled(text: string): readonly string[] | undefined {
  if (/^reads$/i.test(text)) return ['GET', 'HEAD']
  if (/^writes$/i.test(text)) return ['POST', 'PUT', 'PATCH', 'DELETE']
  return /^[A-Za-z]{1,20}$/.test(text) ? [text.toUpperCase()] : undefined
}

/** Whom a request was about: an id, or a part of a name. */
export function resourceCalled(text: string): Pick<EventFilter, 'resourceId' | 'resource'> {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? { resourceId: text } : { resource: text }
}

/** A time (ms) or the beginning of a day, in UTC. */
export function timeCalled(text: string): number | undefined {
  return readInstant(isDay(text) ? `${text}T00:00` : text.replace(' ', 'T'))
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text)
}
