import type { Connection } from '../../../directory/connection'
import type { PeoplePage, Person as Somebody } from '../../../directory/person'
import { isAtLeast, type Staff } from '../../../directory/staff'
import { hrefOf } from '../href'
import { Badge } from '../kit/badge'
import { ButtonLink } from '../kit/button'
import { Count } from '../kit/count'
import { EmptyState } from '../kit/empty-state'
import { PageHeader } from '../kit/page-header'
import { Pagination } from '../kit/pagination'
import { Person } from '../kit/person'
import { Section } from '../kit/section'
import { type Column, Table } from '../kit/table'
import { Muted, Truncated } from '../kit/text'
import { Time } from '../kit/time'
import { page, type Reply, type Visit } from '../visit'
import { PeopleFilters } from './people-filters'
import { queryOf, readWanted, type Wanted } from './wanted'
import { emailOf, nameOf, roleWords, sourceWords, stateOf, stateTones, stateWords } from './wording'

/** Everybody in the organization, whoever keeps them. */
export async function list(visit: Visit): Promise<Reply> {
  const { directory, staff, organization, query, now } = visit
  const wanted = readWanted(query)
  const understood = queryOf(wanted, query, await directory.people.attributes(staff))
  const { wrong } = understood
  const found = wrong === undefined ? await directory.people.list(staff, understood.query) : undefined
  const connections = await directory.connectionsOf(organization.id)
  const isFiltered = Object.keys(wanted).some((name) => name !== 'sort')
  const add = isAtLeast(staff.role, 'admin') && (
    <ButtonLink icon="person-add" href="/people/new">
      Add somebody
    </ButtonLink>
  )
  return page(
    'People',
    <>
      <PageHeader
        title="People"
        subtitle={found && <Subtitle total={found.total} isFiltered={isFiltered} />}
        actions={add}
      />
      <PeopleFilters wanted={wanted} connections={connections} wrong={wrong} />
      {found && found.items.length > 0 && (
        <Section flush footer={<Pages found={found} wanted={wanted} query={query} />}>
          <Table caption="People" columns={columns(connections, now)} rows={found.items} href={hrefOfPerson} />
        </Section>
      )}
      {isFiltered
        ? found?.items.length === 0 && <NoMatch />
        : found && found.total < 2 && <Nobody staff={staff} isConnected={connections.length > 0} />}
    </>,
    { section: 'people', ...(wrong !== undefined && { status: 422 }) },
  )
}

export const hrefOfPerson = ({ id }: Pick<Somebody, 'id'>) => `/people/${id}`

function Subtitle({ total, isFiltered }: { readonly total: number; readonly isFiltered: boolean }) {
  return (
    <>
      <Count value={total} noun="person" plural="people" />
      {isFiltered ? ' found.' : ' in the organization.'}
    </>
  )
}

function NoMatch() {
  return (
    <Section>
      <EmptyState icon="search" title="Nobody matches" action={<ButtonLink href="/people">Show everybody</ButtonLink>}>
        Search for a part of a name or an address, or take a filter away.
      </EmptyState>
    </Section>
  )
}

function Nobody({ staff, isConnected }: { readonly staff: Staff; readonly isConnected: boolean }) {
  const mayConnect = !isConnected && isAtLeast(staff.role, 'owner')
  const actions = (
    <>
      <ButtonLink kind="primary" icon="connections" href={mayConnect ? '/connections/new' : '/connections'}>
        {mayConnect ? 'Connect an identity provider' : 'See the connections'}
      </ButtonLink>
      {isAtLeast(staff.role, 'admin') && (
        <ButtonLink icon="person-add" href="/people/new">
          Add somebody by hand
        </ButtonLink>
      )}
    </>
  )
  return (
    <Section>
      <EmptyState icon="people" title="Your team is not here yet" action={actions}>
        {isConnected
          ? 'People appear here when an identity provider sends them.'
          : 'Connect an identity provider, and it keeps your people up to date here.'}
      </EmptyState>
    </Section>
  )
}

interface PagesProps {
  readonly found: PeoplePage
  readonly wanted: Wanted
  readonly query: URLSearchParams
}

function Pages({ found: { items, total, isMore }, wanted, query }: PagesProps) {
  const isBackward = !query.get('after') && Boolean(query.get('before'))
  const isUnderWay = Boolean(query.get('after') || query.get('before'))
  const hasPrevious = isBackward ? isMore : isUnderWay
  const hasNext = isBackward || isMore
  const to = (name: 'before' | 'after', item: PeoplePage['items'][number] | undefined) => {
    const at = wanted.sort?.startsWith('modified') && item ? String(item.key) : undefined
    return hrefOf('/people', { ...wanted, [name]: item?.id, at })
  }
  return (
    <Pagination
      total={total}
      {...(!isUnderWay && { from: 1, to: items.length })}
      previous={hasPrevious ? to('before', items[0]) : undefined}
      next={hasNext ? to('after', items.at(-1)) : undefined}
    />
  )
}

type Item = PeoplePage['items'][number]

function columns(connections: readonly Connection[], now: number): readonly Column<Item>[] {
  const names = new Map(connections.map(({ id, name }) => [id, name]))
  return [
    { header: 'Person', cell: (item) => <Who person={item} />, priority: 'primary' },
    {
      header: 'From',
      priority: 'low',
      cell: ({ connectionId = '', source }) =>
        names.has(connectionId) ? (
          <Truncated text={names.get(connectionId) ?? ''} />
        ) : (
          <Muted>{sourceWords[source]}</Muted>
        ),
    },
    { header: 'State', cell: (item) => <StateBadge person={item} />, tight: true },
    {
      header: 'Role',
      cell: ({ effectiveRole }) =>
        effectiveRole === 'member' ? <Muted>Member</Muted> : <Badge tone="info">{roleWords[effectiveRole]}</Badge>,
      tight: true,
    },
    {
      header: 'Last change',
      priority: 'low',
      cell: ({ modified, deletedAt }) => <Time ms={deletedAt ?? modified} now={now} />,
      tight: true,
    },
  ]
}

function Who({ person }: { readonly person: Somebody }) {
  const resource = JSON.parse(person.document)
  return <Person name={nameOf(resource)} email={emailOf(resource)} />
}

export function StateBadge({ person }: { readonly person: Somebody }) {
  const state = stateOf(person)
  return <Badge tone={stateTones[state]}>{stateWords[state]}</Badge>
}
