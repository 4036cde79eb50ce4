import type { Connection } from '../../../directory/connection'
import { errorRate } from '../../../directory/health'
import { conditionOf, lastRequest } from '../connections/condition'
import { connectionNames, eventColumns, eventHref } from '../events/event-rows'
import { Count } from '../kit/count'
import { EmptyState } from '../kit/empty-state'
import { PageHeader } from '../kit/page-header'
import { Section } from '../kit/section'
import { Stats } from '../kit/stats'
import { Table } from '../kit/table'
import { get, page, type Reply, type Route, type Visit } from '../visit'
import { type ConnectionCardData, ConnectionCards } from './connection-cards'
import { FirstSteps } from './first-steps'

/** What somebody sees first: how the connections are doing, and what went wrong lately. */
export const overviewRoutes: readonly Route[] = [get('/', 'viewer', overview)]

const week = 7 * 86_400_000
const shownFailures = 5

async function overview(visit: Visit): Promise<Reply> {
  const { directory, organization, staff, now } = visit
  const connections = await directory.connectionsOf(organization.id)
  const [cards, { events: failures }, people] = await Promise.all([
    Promise.all(connections.map((connection) => cardOf(visit, connection))),
    directory.searchEvents({
      organizationId: organization.id,
      status: { from: 400, to: 599 },
      since: now - week,
      limit: shownFailures,
      patience: 200,
    }),
    directory.people.list(staff, {
      sort: 'created',
      order: 'ascending',
      direction: 'forward',
      limit: 1,
      state: 'active',
    }),
  ])
  const names = await connectionNames(directory, organization.id, failures)
  const isProvisioned = cards.some(({ tally }) => tally.users > 0)
  return page(
    'Overview',
    <>
      <PageHeader title="Overview" />
      {!isProvisioned && <FirstSteps cards={cards} role={staff.role} />}
      {isProvisioned && <Numbers cards={cards} active={people.total} />}
      {cards.length > 0 && <ConnectionCards cards={cards} now={now} />}
      <Section
        title="Failed requests of the last week"
        flush={failures.length > 0}
        actions={failures.length > 0 && <a href="/events?status=failed">All failed requests</a>}
      >
        {failures.length === 0 ? (
          <EmptyState icon="success" title="No request has failed">
            Requests that are refused or fail show up here, with what to do about them.
          </EmptyState>
        ) : (
          <Table caption="Failed requests" columns={eventColumns(names, now)} rows={failures} href={eventHref} />
        )}
      </Section>
    </>,
    { section: 'overview' },
  )
}

async function cardOf(visit: Visit, connection: Connection): Promise<ConnectionCardData> {
  const { directory, staff } = visit
  const [tally, last, tokens, health] = await Promise.all([
    directory.tallyOf(connection),
    lastRequest(visit, connection),
    directory.tokensOf(staff, connection.id),
    directory.healthOf(connection),
  ])
  const isUsed = tally.users > 0 || tokens.some(({ lastUsed }) => lastUsed !== undefined)
  return { connection, tally, last, lately: health.lately, condition: conditionOf(connection, last, isUsed) }
}

function Numbers({ cards, active }: { readonly cards: readonly ConnectionCardData[]; readonly active: number }) {
  const sum = (of: (card: ConnectionCardData) => number) => cards.reduce((total, card) => total + of(card), 0)
  const lately = {
    succeeded: sum(({ lately }) => lately.succeeded),
    refused: sum(({ lately }) => lately.refused),
    failed: sum(({ lately }) => lately.failed),
  }
  const rate = errorRate(lately)
  return (
    <Stats
      stats={[
        { label: 'Active people', value: <Count value={active} />, href: '/people?state=active' },
        { label: 'Synced groups', value: <Count value={sum(({ tally }) => tally.groups)} />, href: '/groups' },
        {
          label: 'Requests in 24 hours',
          value: <Count value={lately.succeeded + lately.refused + lately.failed} />,
          href: '/events',
        },
        {
          label: 'Errors in 24 hours',
          value: rate === undefined ? '–' : `${rate > 0 && rate < 0.01 ? '< 1' : Math.round(rate * 100)} %`,
          hint: <Count value={lately.refused + lately.failed} noun="request" />,
          href: '/events?status=failed',
        },
      ]}
    />
  )
}
