import { ButtonLink } from '../kit/button'
import { EmptyState } from '../kit/empty-state'
import { PageHeader } from '../kit/page-header'
import { Section } from '../kit/section'
import { get, page, type Reply, type Route, type Visit } from '../visit'

/** What somebody sees first: how the connections are doing. */
export const overviewRoutes: readonly Route[] = [get('/', 'viewer', overview)]

async function overview({ directory, organization }: Visit): Promise<Reply> {
  const connections = await directory.connectionsOf(organization.id)
  return page(
    'Overview',
    <>
      <PageHeader title="Overview" />
      <Section title="Connections">
        {connections.length === 0 ? (
          <EmptyState
            icon="connections"
            title="No identity provider is connected"
            action={<ButtonLink href="/connections/new">Connect one</ButtonLink>}
          />
        ) : (
          <ul>
            {connections.map(({ id, name }) => (
              <li key={id}>
                <a href={`/connections/${id}`}>{name}</a>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>,
    { section: 'overview' },
  )
}
