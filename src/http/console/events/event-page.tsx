import type { EventBackground } from '../../../directory/event-background'
import type { StoredEvent } from '../../../directory/request-event'
import { Badge } from '../kit/badge'
import { ButtonLink } from '../kit/button'
import { Stack } from '../kit/layout'
import { Notice } from '../kit/notice'
import { PageHeader } from '../kit/page-header'
import { UserText } from '../kit/text'
import { page, type Reply, type Visit } from '../visit'
import { shortAddress } from './address'
import { Bodies } from './bodies'
import { ChangeMade } from './change-made'
import { Departures } from './departures'
import { explain } from './explanation'
import { Facts } from './facts'
import { memberNames } from './member-names'
import { changedNothing, statusText, toneOf } from './outcome'
import type { Explanation } from './wording'

/** Everything about one request; first of all what happened, and what to do about it. */
export async function eventPage(visit: Visit): Promise<Reply> {
  const { directory, staff, now, param } = visit
  const event = await directory.readEvent(staff, param('id'))
  const background = await directory.backgroundOf(event)
  const title = `${event.method} ${shortAddress(event)}`
  return page(
    title.slice(0, 100),
    <Stack>
      <PageHeader
        title={<span class="event-title">{title.slice(0, 300)}</span>}
        trail={[{ label: 'Events', href: '/events' }]}
        badges={
          <>
            <Badge tone={toneOf(event.status)}>{statusText(event.status)}</Badge>
            {changedNothing(event) && <Badge>Changed nothing</Badge>}
          </>
        }
        actions={<Neighbours {...(await neighbours(visit, event))} />}
      />
      <Verdict {...explain(event, background)} />
      {background.change && (
        <ChangeMade {...background} change={background.change} names={await names(visit, background)} />
      )}
      <Departures event={event} connection={background.connection} />
      <Facts event={event} background={background} now={now} />
      <Bodies event={event} answer={await directory.answerOf(event)} background={background} />
    </Stack>,
    { section: 'events' },
  )
}

function Verdict({ tone, happened, advice, links }: Explanation) {
  const actions = links.map(({ label, href }) => (
    <ButtonLink key={href} href={href}>
      <UserText>{label}</UserText>
    </ButtonLink>
  ))
  return (
    <Notice kind={tone} title={happened} {...(actions.length > 0 && { actions })}>
      {advice}
    </Notice>
  )
}

interface NeighboursProps {
  readonly earlier: StoredEvent | undefined
  readonly later: StoredEvent | undefined
  readonly event: StoredEvent
}

/** What happened to the same person or group before and after. */
function Neighbours({ earlier, later, event: { resourceId, resourceType } }: NeighboursProps) {
  if (resourceId === undefined) return null
  return (
    <>
      {earlier && (
        <ButtonLink kind="quiet" icon="chevron-start" href={`/events/${earlier.id}`}>
          Earlier
        </ButtonLink>
      )}
      {later && (
        <ButtonLink kind="quiet" icon="chevron-end" href={`/events/${later.id}`}>
          Later
        </ButtonLink>
      )}
      <ButtonLink href={`/events?who=${encodeURIComponent(resourceId)}`}>
        {resourceType === 'Group' ? 'All of this group' : 'All of this person'}
      </ButtonLink>
    </>
  )
}

async function neighbours({ directory, organization }: Visit, event: StoredEvent): Promise<NeighboursProps> {
  const { resourceId, position } = event
  if (resourceId === undefined) return { earlier: undefined, later: undefined, event }
  const search = { organizationId: organization.id, resourceId, limit: 1 }
  const earlier = await directory.searchEvents({ ...search, below: position })
  const later = await directory.searchEvents({ ...search, above: position, forward: true })
  return { earlier: earlier.events[0], later: later.events[0], event }
}

function names({ directory, organization }: Visit, { change }: EventBackground) {
  return memberNames(directory, organization.id, change)
}
