import type { EventBackground } from '../../../directory/event-background'
import type { StoredEvent } from '../../../directory/request-event'
import { Copyable } from '../kit/copyable'
import { DefinitionList } from '../kit/definition-list'
import { Duration } from '../kit/duration'
import { Section } from '../kit/section'
import { UserText } from '../kit/text'
import { Time } from '../kit/time'
import { readable } from './address'
import { linkTo } from './wording'

type FactsProps = {
  readonly event: StoredEvent
  readonly background: EventBackground
  readonly now: number
}

export function Facts({ event, background, now }: FactsProps) {
  const { time, method, path, query, detail, scimType, ip, userAgent, duration, id } = event
  const rows = [
    { term: 'Time', description: <Time ms={time} now={now} show="both" /> },
    { term: 'Connection', description: <Sender {...background} /> },
    { term: 'About', description: <About event={event} background={background} /> },
    { term: 'Request', description: <bdi dir="ltr">{`${method} ${path}`}</bdi>, monospace: true },
    ...(query ? [{ term: 'Query', description: <bdi dir="ltr">{readable(query)}</bdi>, monospace: true }] : []),
    ...(detail
      ? [{ term: 'Error', description: <UserText>{detail}</UserText>, ...(scimType && { hint: scimType }) }]
      : []),
    { term: 'From', description: ip },
    { term: 'Client', description: userAgent && <UserText>{userAgent}</UserText> },
    { term: 'Duration', description: <Duration us={duration} /> },
  ]
  return (
    <Section title="Request">
      <DefinitionList rows={rows} />
      <Copyable id="request-id" label="Request id" value={id} hint="The server's log knows the request by it." />
    </Section>
  )
}

function Sender({ connection }: EventBackground) {
  if (!connection) return <>unknown</>
  const name = <UserText>{connection.name}</UserText>
  return connection.deletedAt === undefined ? (
    <a href={`/connections/${connection.id}`}>{name}</a>
  ) : (
    <>
      {name} <span class="muted">(deleted)</span>
    </>
  )
}

function About({ event, background: { resource } }: Omit<FactsProps, 'now'>) {
  const { resourceName, resourceId } = event
  if (!resource) return <UserText>{resourceName ?? resourceId ?? '—'}</UserText>
  const { label, href } = linkTo(resource)
  return (
    <>
      <a href={href}>
        <UserText>{resourceName ?? label}</UserText>
      </a>
      {resource.isDeleted && <span class="muted"> (deleted)</span>}
    </>
  )
}
