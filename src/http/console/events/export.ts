import { Refusal } from '../../../directory/refusal'
import type { StoredEvent } from '../../../directory/request-event'
import type { Reply, Visit } from '../visit'
import { csvLine } from './csv'
import { connectionNames } from './event-rows'
import { changedNothing } from './outcome'
import { wanted } from './wanted'

interface Format {
  readonly ending: 'csv' | 'ndjson'
  readonly type: string
  readonly withBodies: boolean
  readonly head: string
  write(event: StoredEvent, connection: string | undefined): string
}

const columns = [
  'time',
  'method',
  'path',
  'query',
  'status',
  'scimType',
  'detail',
  'resourceType',
  'resourceId',
  'resourceName',
  'connection',
  'connectionId',
  'ip',
  'userAgent',
  'durationMs',
  'changedNothing',
  'tolerated',
  'ignored',
  'id',
] as const

/** For spreadsheets: a line each, without bodies. */
export const csv: Format = {
  ending: 'csv',
  type: 'text/csv; charset=utf-8',
  withBodies: false,
  head: csvLine(columns),
  write(event, connection) {
    const values = row(event, connection)
    return csvLine(columns.map((name) => values[name]))
  },
}

/** For programs: an object a line, bodies included. */
export const ndjson: Format = {
  ending: 'ndjson',
  type: 'application/x-ndjson; charset=utf-8',
  withBodies: true,
  head: '',
  write({ position: _, organizationId: __, ...event }, connection) {
    return `${JSON.stringify({ ...event, time: new Date(event.time).toISOString(), ...(connection && { connection }) })}\n`
  },
}

/** All events that the filters want, as a file that is written as it is read. */
export function exported(format: Format) {
  return async ({ directory, staff, query, now, organization }: Visit): Promise<Reply> => {
    const { filter, errors } = wanted(query)
    const [mistake] = Object.values(errors)
    if (mistake !== undefined) throw new Refusal('invalid', mistake)
    const { ending, type, withBodies } = format
    const parts = await directory.exportEvents(staff, filter, { format: ending, withBodies })
    const names = await connectionNames(directory, organization.id, [])
    const name = `events-${organization.slug.replace(/[^\w-]/g, '') || 'log'}-${new Date(now).toISOString().slice(0, 10)}`
    const headers = {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}.${ending}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    }
    const lines = linesOf(parts, format, names)
    return { kind: 'response', response: new Response(asRead(lines), { headers }) }
  }
}

async function* linesOf(
  parts: AsyncIterable<readonly StoredEvent[]>,
  { head, write }: Format,
  names: ReadonlyMap<string, string>,
): AsyncGenerator<string> {
  if (head) yield head
  for await (const part of parts) yield part.map((event) => write(event, names.get(event.connectionId ?? ''))).join('')
}

/** Goes on only when what came before has been taken. */
function asRead(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream(
    {
      async pull(controller) {
        const { value, done } = await lines.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      },
      async cancel() {
        await lines.return(undefined)
      },
    },
    { highWaterMark: 1 },
  )
}

type Values = Readonly<Record<(typeof columns)[number], string | number | undefined>>

function row(event: StoredEvent, connection: string | undefined): Values {
  const { time, duration, tolerated, ignored, ...rest } = event
  return {
    ...absent,
    ...rest,
    time: new Date(time).toISOString(),
    durationMs: duration / 1000,
    connection,
    changedNothing: changedNothing(event) ? 'yes' : undefined,
    tolerated: tolerated?.join('; '),
    ignored: ignored?.join('; '),
  }
}

const absent = {
  query: undefined,
  scimType: undefined,
  detail: undefined,
  resourceType: undefined,
  resourceId: undefined,
  resourceName: undefined,
  connectionId: undefined,
  ip: undefined,
  userAgent: undefined,
}
