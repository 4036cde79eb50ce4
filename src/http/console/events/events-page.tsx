import type { EventPage } from '../../../directory/event-search'
import { ButtonLink } from '../kit/button'
import { EmptyState } from '../kit/empty-state'
import { LiveToggle } from '../kit/live'
import { Notice } from '../kit/notice'
import { PageHeader } from '../kit/page-header'
import { Pagination } from '../kit/pagination'
import { Section } from '../kit/section'
import { Table } from '../kit/table'
import { page, type Reply, type Visit } from '../visit'
import { connectionNames, eventColumns, eventHref } from './event-rows'
import { FilterBar } from './filter-bar'
import { liveAddress, newestPosition, patience } from './live-rows'
import { addressOf, type Fields, type Wanted, wanted } from './wanted'

const pageSize = 40

/** The log, the newest first. */
export async function eventsPage(visit: Visit): Promise<Reply> {
  const { directory, organization, query, now, staff } = visit
  const asked = wanted(query)
  const { fields } = asked
  const shown = await shownOf(visit, asked)
  const { events, older, newer, live } = shown
  const names = await connectionNames(directory, organization.id, events)
  const connections = [...names].map(([id, name]) => ({ id, name }))
  const isFiltered = Object.keys(fields).length > 0
  return page(
    'Events',
    <>
      <PageHeader
        title="Events"
        subtitle="Every request that an identity provider made, and what became of it."
        actions={
          <>
            {live && <LiveToggle region="event-rows" />}
            <ButtonLink icon="download" href={addressOf('/events/export.csv', fields)} download>
              CSV
            </ButtonLink>
            {staff.role !== 'viewer' && (
              <ButtonLink icon="download" href={addressOf('/events/export.ndjson', fields)} download>
                NDJSON with bodies
              </ButtonLink>
            )}
          </>
        }
      />
      {Object.entries(asked.errors).map(([name, message]) => (
        <Notice key={name} kind="error" title="A filter was left out">
          {message}
        </Notice>
      ))}
      <FilterBar wanted={asked} connections={connections} />
      <Section flush>
        {(events.length > 0 || live) && (
          <Table
            caption="Requests"
            columns={eventColumns(names, now)}
            rows={events}
            href={eventHref}
            {...(live && { live })}
          />
        )}
        {events.length === 0 && <NoEvents isFiltered={isFiltered} isEnd={shown.searchedTo === undefined} />}
      </Section>
      {shown.searchedTo && <SearchedTo {...shown.searchedTo} fields={fields} isForward={query.has('newer')} />}
      <Pagination
        chronological
        previous={newer === undefined ? undefined : addressOf('/events', fields, newer)}
        next={older === undefined ? undefined : addressOf('/events', fields, { older })}
      />
    </>,
    { section: 'events' },
  )
}

interface Shown extends EventPage {
  /** Where older ones begin, if there are any. */
  readonly older?: number
  /** Where newer ones begin; without a place, at the top. */
  readonly newer?: { readonly newer: number } | Record<string, never>
  readonly live?: ReturnType<typeof liveAddress>
}

async function shownOf(visit: Visit, { filter, fields }: Wanted): Promise<Shown> {
  const { directory, organization, query } = visit
  const search = { ...filter, organizationId: organization.id, patience, limit: pageSize + 1 }
  const [olderThan, newerThan] = [place(query.get('older')), place(query.get('newer'))]
  if (newerThan !== undefined) {
    const found = await directory.searchEvents({ ...search, above: newerThan, forward: true })
    const events = found.events.slice(0, pageSize).toReversed()
    const isMore = found.events.length > pageSize
    const first = events[0]?.position ?? newerThan
    return {
      ...found,
      events,
      older: events.at(-1)?.position ?? newerThan + 1,
      newer: isMore ? { newer: first } : {},
    }
  }
  const newest = await newestPosition(visit)
  const isTop = olderThan === undefined
  const found = await directory.searchEvents({ ...search, below: olderThan ?? newest + 1 })
  const events = found.events.slice(0, pageSize)
  const last = events.at(-1)?.position
  return {
    ...found,
    events,
    ...(found.events.length > pageSize && last !== undefined && { older: last }),
    ...(!isTop && { newer: { newer: events[0]?.position ?? olderThan - 1 } }),
    ...(isTop && filter.until === undefined && { live: liveAddress(fields, newest) }),
  }
}

/** A position in an address; nothing where it is none. */
function place(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

type SearchedToProps = NonNullable<EventPage['searchedTo']> & { readonly fields: Fields; readonly isForward: boolean }

/** A search that takes long stops after a while, and says how far it has come. */
function SearchedTo({ position, time, fields, isForward }: SearchedToProps) {
  const further = addressOf('/events', fields, { [isForward ? 'newer' : 'older']: position })
  const when = new Date(time).toISOString()
  return (
    <Notice
      kind="info"
      title={`Searched ${isForward ? 'up' : 'back'} to ${when.slice(0, 10)} ${when.slice(11, 16)} UTC`}
      actions={<ButtonLink href={further}>Search further</ButtonLink>}
    >
      There is more that has not been looked at yet. A time, a status or a person makes the search shorter.
    </Notice>
  )
}

function NoEvents({ isFiltered, isEnd }: { readonly isFiltered: boolean; readonly isEnd: boolean }) {
  if (!isFiltered)
    return (
      <EmptyState
        icon="activity"
        title="No requests yet"
        action={<ButtonLink href="/connections">To the connections</ButtonLink>}
      >
        As soon as an identity provider sends its first request, it appears here.
      </EmptyState>
    )
  return (
    <EmptyState
      icon="search"
      title={isEnd ? 'No event matches' : 'Nothing found so far'}
      action={<ButtonLink href="/events">Clear the filters</ButtonLink>}
    >
      {isEnd
        ? 'Choose other filters; old events are deleted after a while.'
        : 'Search further, or choose other filters.'}
    </EmptyState>
  )
}
