import type { StoredEvent } from '../directory/request-event'

/** One request on one line: when, what, the answer, whom it was about, from where, how long it took, and what was wrong. */
export function eventLine(event: StoredEvent): string {
  const { time, method, status, ip, duration } = event
  return printable(
    [
      local(time),
      method.padEnd(6),
      String(status),
      `${(duration / 1000).toFixed(1)} ms`.padStart(9),
      (ip ?? '-').padEnd(15),
      address(event),
      ...subject(event),
      ...complaint(event),
    ].join('  '),
  )
}

/** The rest that is known about it, a line each. */
export function eventDetails(
  { userAgent, tolerated, ignored, requestBody }: StoredEvent,
  answer?: string,
): readonly string[] {
  const rows = [
    ['client', userAgent],
    ['tolerated', tolerated?.join('; ')],
    ['ignored', ignored?.join('; ')],
    ['request', requestBody],
    ['answer', answer],
  ] as const
  return rows.flatMap(([name, text]) => (text ? [`    ${name.padEnd(9)}  ${printable(text)}`] : []))
}

/** The path below the base that the connection was given, or all of it. */
function address({ connectionId, path, query }: StoredEvent): string {
  const base = `/scim/v2/connections/${connectionId}/`
  return `${path.startsWith(base) ? path.slice(base.length - 1) : path}${query ? `?${query}` : ''}`
}

function subject({ resourceName, resourceId }: StoredEvent): readonly string[] {
  const name = resourceName ?? resourceId
  return name === undefined ? [] : [`[${name}]`]
}

function complaint({ scimType, detail }: StoredEvent): readonly string[] {
  const text = [scimType, detail].filter((part) => part !== undefined).join(': ')
  return text ? [text] : []
}

/** 2026-01-31 09:00:00, in the time zone of the machine. */
function local(time: number): string {
  const date = new Date(time)
  return new Date(time - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ')
}

/** What strangers sent must not move the cursor about. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, ' ')
}
