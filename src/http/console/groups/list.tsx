import type { Connection } from '../../../directory/connection'
import type { Roster } from '../../../directory/roster'
import { Badge } from '../kit/badge'
import { ButtonLink } from '../kit/button'
import { Count } from '../kit/count'
import { EmptyState } from '../kit/empty-state'
import { Field } from '../kit/field'
import { Filters } from '../kit/filters'
import { PageHeader } from '../kit/page-header'
import { Pagination } from '../kit/pagination'
import { Section } from '../kit/section'
import { type Column, Table } from '../kit/table'
import { Muted, Truncated } from '../kit/text'
import { Time } from '../kit/time'
import { page, type Reply, type Visit } from '../visit'
import { neighbours, queryOf, readWanted, type Wanted } from './wanted'
import { groupRoleWords } from './wording'

/** Every group in the organization, by name. */
export async function list({ directory, staff, organization, query, now }: Visit): Promise<Reply> {
  const wanted = readWanted(query)
  const { items, total, isMore } = await directory.rosters.list(staff, queryOf(wanted, query))
  const connections = await directory.connectionsOf(organization.id)
  const isFiltered = Object.keys(wanted).length > 0
  const ends = { first: items[0]?.id, last: items.at(-1)?.id, isMore }
  const { isFirst, ...steps } = neighbours('/groups', { ...wanted }, query, ends)
  return page(
    'Groups',
    <>
      <PageHeader
        title="Groups"
        subtitle={
          <>
            <Count value={total} noun="group" />
            {isFiltered ? ' found.' : ' in the organization. A group can give its members a role in this console.'}
          </>
        }
      />
      <GroupFilters wanted={wanted} connections={connections} />
      {items.length > 0 ? (
        <Section flush footer={<Pagination total={total} {...(isFirst && { from: 1, to: items.length })} {...steps} />}>
          <Table caption="Groups" columns={columns(connections, now)} rows={items} href={({ id }) => `/groups/${id}`} />
        </Section>
      ) : (
        <Section>
          {isFiltered ? <NoMatch /> : isFirst ? <NoGroups isConnected={connections.length > 0} /> : <NoMore />}
        </Section>
      )}
    </>,
    { section: 'groups' },
  )
}

interface GroupFiltersProps {
  readonly wanted: Wanted
  readonly connections: readonly Connection[]
}

function GroupFilters({ wanted, connections }: GroupFiltersProps) {
  const { q = '', connection = '', role = '' } = wanted
  return (
    <Filters action="/groups" active={Object.keys(wanted).length} clear="/groups" submit="Show">
      <Field name="q" type="search" label="Search" value={q} placeholder="A part of the name" maxlength={200} />
      <Field
        name="connection"
        type="select"
        label="From"
        value={connection}
        options={[
          { value: '', label: 'Anywhere' },
          ...connections.map(({ id, name }) => ({ value: id, label: name })),
          { value: 'none', label: 'No connection' },
        ]}
      />
      <Field
        name="role"
        type="select"
        label="Gives a role"
        value={role}
        options={[
          { value: '', label: 'Or not' },
          { value: 'any', label: 'Any role' },
          { value: 'admin', label: groupRoleWords.admin },
          { value: 'viewer', label: groupRoleWords.viewer },
        ]}
      />
    </Filters>
  )
}

function columns(connections: readonly Connection[], now: number): readonly Column<Roster>[] {
  const names = new Map(connections.map(({ id, name }) => [id, name]))
  return [
    { header: 'Group', cell: ({ name }) => <Truncated text={name} />, priority: 'primary' },
    {
      header: 'From',
      cell: ({ connectionId = '' }) =>
        names.has(connectionId) ? <Truncated text={names.get(connectionId) ?? ''} /> : <Muted>No connection</Muted>,
    },
    { header: 'Members', cell: ({ memberCount }) => <Count value={memberCount} />, align: 'end', tight: true },
    {
      header: 'Gives the role',
      cell: ({ role }) => (role ? <Badge tone="info">{groupRoleWords[role]}</Badge> : <Muted>None</Muted>),
      tight: true,
    },
    { header: 'Last change', cell: ({ modified }) => <Time ms={modified} now={now} />, tight: true },
  ]
}

function NoMatch() {
  return (
    <EmptyState icon="search" title="No group matches" action={<ButtonLink href="/groups">Show all groups</ButtonLink>}>
      Search for a part of a name, or take a filter away.
    </EmptyState>
  )
}

function NoMore() {
  return (
    <EmptyState
      icon="groups"
      title="There are no more groups"
      action={<ButtonLink href="/groups">To the first page</ButtonLink>}
    />
  )
}

function NoGroups({ isConnected }: { readonly isConnected: boolean }) {
  return (
    <EmptyState
      icon="groups"
      title="There are no groups yet"
      action={
        <ButtonLink kind="primary" icon="connections" href={isConnected ? '/connections' : '/connections/new'}>
          {isConnected ? 'See the connections' : 'Connect an identity provider'}
        </ButtonLink>
      }
    >
      {isConnected
        ? 'Groups appear here when an identity provider pushes them; most need that switched on.'
        : 'Connect an identity provider and let it push groups: then a group can give its members a role here.'}
    </EmptyState>
  )
}
