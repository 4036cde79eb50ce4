import type { StoredEvent } from '../../../directory/request-event'
import { shortAddress } from '../events/address'
import { hrefOf } from '../href'
import { Badge } from '../kit/badge'
import { ButtonLink } from '../kit/button'
import { Section } from '../kit/section'
import { Table } from '../kit/table'
import { Muted, Truncated } from '../kit/text'
import { Time } from '../kit/time'

interface RequestsProps {
  readonly events: readonly StoredEvent[]
  readonly connections: ReadonlyMap<string, string>
  readonly now: number
  readonly noun?: 'person' | 'group'
}

/** What identity providers have asked about somebody, or about a group. */
export function Requests({ events, connections, now, noun = 'person' }: RequestsProps) {
  const id = events[0]?.resourceId
  if (events.length === 0) {
    return (
      <Section title="Requests">
        <Muted>No identity provider has asked about this {noun}.</Muted>
      </Section>
    )
  }
  return (
    <Section
      title="Requests"
      description={`The latest ${events.length} that identity providers made about this ${noun}.`}
      actions={<ButtonLink href={hrefOf('/events', { who: id })}>All in the log</ButtonLink>}
      flush
    >
      <Table
        caption="Requests"
        rows={events}
        href={(event) => `/events/${event.id}`}
        columns={[
          {
            header: 'Request',
            cell: (event) => <Truncated text={`${event.method} ${shortAddress(event)}`} />,
            priority: 'primary',
          },
          {
            header: 'Answer',
            cell: ({ status }) => <Badge tone={toneOf(status)}>{String(status)}</Badge>,
            tight: true,
          },
          { header: 'From', cell: ({ connectionId = '' }) => <Truncated text={connections.get(connectionId) ?? ''} /> },
          { header: 'When', cell: ({ time }) => <Time ms={time} now={now} />, tight: true },
        ]}
      />
    </Section>
  )
}

function toneOf(status: number) {
  return status < 400 ? 'good' : status < 500 ? 'warn' : 'bad'
}
