import type { Directory } from '../../../directory/directory'
import type { StoredEvent } from '../../../directory/store'
import { Badge } from '../kit/badge'
import { Duration } from '../kit/duration'
import type { Column } from '../kit/table'
import { Monospace, Truncated } from '../kit/text'
import { address, shortAddress } from './address'
import { Clock } from './clock'
import { changedNothing, statusText, toneOf } from './outcome'

/** What the log shows of each event. Connections are named where there are several. */
export function eventColumns(names: ReadonlyMap<string, string>, now: number): readonly Column<StoredEvent>[] {
  const connection: Column<StoredEvent> = {
    header: 'Connection',
    cell: ({ connectionId = '' }) => <Truncated text={names.get(connectionId) ?? ''} />,
    priority: 'low',
  }
  return [
    { header: 'Time (UTC)', cell: ({ time }) => <Clock ms={time} now={now} />, tight: true },
    { header: 'Request', cell: (event) => <RequestLine event={event} />, priority: 'primary' },
    { header: 'Status', cell: (event) => <Status event={event} />, tight: true },
    { header: 'About', cell: ({ resourceName, resourceId }) => <Truncated text={resourceName ?? resourceId ?? ''} /> },
    { header: 'Remarks', cell: (event) => <Remarks event={event} /> },
    ...(names.size > 1 ? [connection] : []),
    { header: 'IP', cell: ({ ip = '' }) => <Monospace>{ip}</Monospace>, priority: 'low', tight: true },
    {
      header: 'Duration',
      cell: ({ duration }) => <Duration us={duration} />,
      align: 'end',
      priority: 'low',
      tight: true,
    },
  ]
}

export const eventHref = ({ id }: StoredEvent) => `/events/${id}`

function RequestLine({ event }: { readonly event: StoredEvent }) {
  return (
    <span class="event-request monospace" title={`${event.method} ${address(event)}`}>
      <span class="strong">{event.method}</span> <bdi dir="ltr">{shortAddress(event)}</bdi>
    </span>
  )
}

function Status({ event: { status } }: { readonly event: StoredEvent }) {
  return <Badge tone={toneOf(status)}>{statusText(status)}</Badge>
}

/** What was wrong, or is worth a look although nothing was. */
function Remarks({ event }: { readonly event: StoredEvent }) {
  const { detail, tolerated = [], ignored = [] } = event
  if (!detail && !changedNothing(event) && tolerated.length + ignored.length === 0) return null
  return (
    <span class="event-remarks">
      {detail && <Truncated text={detail} />}
      {changedNothing(event) && <Badge>Changed nothing</Badge>}
      {ignored.length > 0 && <Badge tone="info">{`${ignored.length} not kept`}</Badge>}
      {tolerated.length > 0 && <Badge>{`${tolerated.length} tolerated`}</Badge>}
    </span>
  )
}

/** What the connections of these events are called, deleted ones included, and those of the organization. */
export async function connectionNames(
  directory: Directory,
  organizationId: string,
  events: readonly StoredEvent[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map((await directory.connectionsOf(organizationId)).map(({ id, name }) => [id, name]))
  for (const { connectionId } of events) {
    if (connectionId === undefined || names.has(connectionId)) continue
    const gone = await directory.findConnection(connectionId)
    if (gone?.organizationId === organizationId) names.set(connectionId, `${gone.name} (deleted)`)
  }
  return names
}
