import type { EventFilter } from '../directory/event-search'
import { methodsCalled, resourceCalled, statusRange, timeCalled } from '../directory/event-words'
import { UsageError } from '../usage-error'
import type { Flag } from './command'
import type { Flags } from './flags'

export const eventFilterFlags: readonly Flag[] = [
  { name: 'status', value: 'STATUS', summary: 'only with this status: 409, 4xx, or failed' },
  { name: 'method', value: 'METHOD', summary: 'only with this method: PATCH, or reads or writes' },
  { name: 'user', value: 'NAME', summary: 'only about the person or group with this id, or this in their name' },
  { name: 'text', value: 'TEXT', summary: 'only with this in path, query, error, name, client or a body' },
  { name: 'since', value: 'TIME', summary: 'only from this time on: 2026-01-31T09:00 in UTC, or 30m, 12h or 7d ago' },
  { name: 'until', value: 'TIME', summary: 'only before this time' },
]

/** The filter that the flags ask for. Errors: UsageError. */
export function eventFilter(flags: Flags): EventFilter {
  const [resource, text] = [flags.get('user'), flags.get('text')]
  return {
    ...read(flags, 'status', 'status', statusRange, 'a status such as 409, a class such as 4xx, or failed'),
    ...read(flags, 'method', 'methods', methodsCalled, 'a method such as PATCH, or reads or writes'),
    ...(resource && resourceCalled(resource)),
    ...(text && { text }),
    ...read(flags, 'since', 'since', time, 'a time such as 2026-01-31T09:00, or 12h'),
    ...read(flags, 'until', 'until', time, 'a time such as 2026-01-31T09:00, or 12h'),
  }
}

function read<Value>(
  flags: Flags,
  flag: string,
  name: keyof EventFilter,
  reader: (text: string) => Value | undefined,
  what: string,
): EventFilter {
  const given = flags.get(flag)
  if (given === undefined) return {}
  const value = reader(given.trim())
  if (value === undefined) throw new UsageError(`--${flag} must be ${what}, not "${given}".`)
  return { [name]: value }
}

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

function time(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  if (count !== undefined) return Date.now() - Number(count) * (units[unit] ?? 0)
  return timeCalled(text)
}
