import type { StoredEvent } from '../../../directory/request-event'
import type { Tone } from '../kit/tone'

/** Whether a request that should have changed something was answered as if it had, and changed nothing. */
export function changedNothing({ method, status, changeId, resourceId }: StoredEvent): boolean {
  const isChange = method === 'PUT' || method === 'PATCH'
  return isChange && status < 300 && changeId === undefined && resourceId !== undefined
}

export function toneOf(status: number): Tone {
  if (status >= 500) return 'bad'
  if (status >= 400) return 'warn'
  return status >= 300 ? 'neutral' : 'good'
}

/** The status and what it means, in a word or two. */
export function statusText(status: number): string {
  const word = words[status]
  return word === undefined ? String(status) : `${status} ${word}`
}

const words: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'Done',
  304: 'Unchanged',
  400: 'Not understood',
  401: 'No access',
  403: 'Refused',
  404: 'Not found',
  405: 'Not offered',
  409: 'Conflict',
  412: 'Changed meanwhile',
  413: 'Too large',
  415: 'Wrong format',
  429: 'Too many',
  500: 'Failed',
  501: 'Not offered',
  503: 'On hold',
}
