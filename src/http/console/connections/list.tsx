import type { Connection, Tally } from '../../../directory/connection'
import type { StoredEvent } from '../../../directory/request-event'
import { ButtonLink } from '../kit/button'
import { Count } from '../kit/count'
import { EmptyState } from '../kit/empty-state'
import { PageHeader } from '../kit/page-header'
import { Section } from '../kit/section'
import { type Column, Table } from '../kit/table'
import { Muted, UserText } from '../kit/text'
import { Time } from '../kit/time'
import { page, type Reply, type Visit } from '../visit'
import { type Condition, ConditionBadge, conditionOf, lastRequest } from './condition'
import { may, pathOf } from './frame'
import { providerNames } from './providers'

/** The connections of the organization, and how they are doing. */
export async function list(visit: Visit): Promise<Reply> {
  const { directory, organization, now } = visit
  const connections = await directory.connectionsOf(organization.id)
  const rows = await Promise.all(connections.map((connection) => rowOf(visit, connection)))
  const add = may(visit, 'owner') && (
    <ButtonLink kind="primary" icon="plus" href="/connections/new">
      Add a connection
    </ButtonLink>
  )
  return page(
    'Connections',
    <>
      <PageHeader
        title="Connections"
        subtitle="Each connection lets one identity provider create, update and deactivate people here."
        actions={rows.length > 0 && add}
      />
      {rows.length === 0 ? (
        <Section>
          <EmptyState icon="connections" title="No identity provider is connected" action={add}>
            {add
              ? 'Choose yours, and get an endpoint and a token to give it.'
              : 'An owner of the organization can connect one.'}
          </EmptyState>
        </Section>
      ) : (
        <Section flush>
          <Table caption="Connections" columns={columns(now)} rows={rows} href={(row) => pathOf(row.connection)} />
        </Section>
      )}
    </>,
    { section: 'connections' },
  )
}

interface Row {
  readonly connection: Connection
  readonly tally: Tally
  readonly last: StoredEvent | undefined
  readonly condition: Condition
}

async function rowOf(visit: Visit, connection: Connection): Promise<Row> {
  const { directory, staff } = visit
  const [tally, last, tokens] = await Promise.all([
    directory.tallyOf(connection),
    lastRequest(visit, connection),
    directory.tokensOf(staff, connection.id),
  ])
  const isUsed = tally.users > 0 || tokens.some(({ lastUsed }) => lastUsed !== undefined)
  return { connection, tally, last, condition: conditionOf(connection, last, isUsed) }
}

function columns(now: number): readonly Column<Row>[] {
  return [
    { header: 'Name', cell: ({ connection }) => <UserText>{connection.name}</UserText>, priority: 'primary' },
    { header: 'Provider', cell: ({ connection }) => providerNames[connection.settings.provider] },
    { header: 'State', cell: ({ condition }) => <ConditionBadge condition={condition} /> },
    { header: 'People', cell: ({ tally }) => <Count value={tally.users} />, align: 'end' },
    { header: 'Groups', cell: ({ tally }) => <Count value={tally.groups} />, align: 'end' },
    {
      header: 'Last request',
      cell: ({ last }) => (last ? <Time ms={last.time} now={now} /> : <Muted>never</Muted>),
      tight: true,
    },
  ]
}
