import type { Directory } from '../../../directory/directory'
import type { StoredEvent } from '../../../directory/request-event'
import { Badge } from '../kit/badge'
import { Duration } from '../kit/duration'
import type { Column } from '../kit/table'
import { Spoken, Truncated } from '../kit/text'
import { address, shortAddress } from './address'
import { Clock } from './clock'
import { changedNothing, statusText, toneOf } from './outcome'

/** What the log shows of each event. Connections are named where there are several. */
export function eventColumns(names: ReadonlyMap<string, string>, now: number): readonly Column<StoredEvent>[] {
  return [
    { header: 'Time (UTC)', cell: (event) => <When event={event} now={now} />, tight: true },
    { header: 'Request', cell: (event) => <RequestLine event={event} />, priority: 'primary' },
    {
      header: 'Status',
      cell: ({ status }) => <Badge tone={toneOf(status)}>{statusText(status)}</Badge>,
      tight: true,
    },
    { header: 'About', cell: about },
    { header: 'From', cell: (event) => <Origin event={event} names={names} /> },
  ]
}

export const eventHref = ({ id }: StoredEvent) => `/events/${id}`

type Cell = { readonly event: StoredEvent }

function When({ event: { time, duration }, now }: Cell & { readonly now: number }) {
  return (
    <span class="event-pair">
      <Clock ms={time} now={now} />
      <span class="muted">
        <Spoken>took </Spoken>
        <Duration us={duration} />
      </span>
    </span>
  )
}

/** With what was wrong, or is worth a look although nothing was. */
function RequestLine({ event }: Cell) {
  const { method, detail, tolerated = [], ignored = [] } = event
  return (
    <span class="event-cell">
      <span class="event-request monospace" title={clip(`${method} ${address(event)}`)}>
        <span class="strong">{method}</span> <bdi dir="ltr">{clip(shortAddress(event))}</bdi>
      </span>
      {detail && (
        <bdi class="event-detail muted" dir="auto">
          {clip(detail)}
        </bdi>
      )}
      {(changedNothing(event) || tolerated.length + ignored.length > 0) && (
        <span class="event-remarks">
          {changedNothing(event) && <Badge tone="info">Changed nothing</Badge>}
          {ignored.length > 0 && <Badge tone="warn">{`${ignored.length} not kept`}</Badge>}
          {tolerated.length > 0 && <Badge>{`${tolerated.length} tolerated`}</Badge>}
        </span>
      )}
    </span>
  )
}

/** A row stays small, whatever strangers have sent: its page has the whole. */
function clip(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 160)}…`
}

function about({ resourceName, resourceId }: StoredEvent) {
  const name = resourceName ?? resourceId
  if (name === undefined) return null
  return (
    <span class="event-about">
      <Truncated text={clip(name)} />
    </span>
  )
}

function Origin({ event: { connectionId = '', ip }, names }: Cell & { readonly names: ReadonlyMap<string, string> }) {
  return (
    <span class="event-pair">
      {names.size > 1 && <Truncated text={names.get(connectionId) ?? ''} />}
      {ip && <span class="muted monospace">{ip}</span>}
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
