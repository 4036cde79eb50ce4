import type { ComponentChildren } from 'preact'
import type { Connection } from '../../../directory/connection'
import { isAtLeast } from '../../../directory/staff'
import type { Role } from '../../../directory/user'
import { PageHeader } from '../kit/page-header'
import { Tabs } from '../kit/tabs'
import { page, type Reply, type Visit } from '../visit'
import { providerNames } from './providers'

export function may({ staff }: Visit, least: Role): boolean {
  return isAtLeast(staff.role, least)
}

/** The connection that the path names. Errors: Refusal not_found. */
export function connectionIn({ directory, staff, param }: Visit): Promise<Connection> {
  return directory.readConnection(staff, param('id'))
}

export const pathOf = ({ id }: Pick<Connection, 'id'>, below = '') => `/connections/${id}${below}`

/** The SCIM base of the connection as its identity provider reaches it. */
export function endpointOf({ base }: Pick<Visit, 'base'>, { id }: Pick<Connection, 'id'>): string {
  return `${base}/scim/v2/connections/${id}`
}

export type Tab = 'overview' | 'setup' | 'settings' | 'attributes' | 'roles'

interface FrameProps {
  readonly connection: Connection
  readonly current: Tab
  readonly badges?: ComponentChildren
  readonly actions?: ComponentChildren
  readonly children: ComponentChildren
}

/** What stands above every page about one connection. */
export function Frame({ connection, current, badges, actions, children }: FrameProps) {
  const tab = (name: Tab, label: string, below: string) => ({
    label,
    href: pathOf(connection, below),
    current: name === current,
  })
  const { provider } = connection.settings
  return (
    <>
      <PageHeader
        title={connection.name}
        subtitle={provider === 'generic' ? undefined : providerNames[provider]}
        trail={[trail]}
        badges={badges}
        actions={actions}
      />
      <Tabs
        label="Pages of this connection"
        tabs={[
          tab('overview', 'Overview', ''),
          tab('setup', 'Setup guide', '/setup'),
          tab('settings', 'Settings', '/settings'),
          tab('attributes', 'Attributes', '/attributes'),
          tab('roles', 'Roles', '/roles'),
          { label: 'Events', href: `/events?connection=${connection.id}` },
        ]}
      />
      {children}
    </>
  )
}

/** A page for one step, such as a question, about a connection. */
export function step(
  connection: Connection,
  title: string,
  body: ComponentChildren,
  status: number | undefined = undefined,
): Reply {
  return page(
    `${title} · ${connection.name}`,
    <>
      <PageHeader title={title} trail={[trail, { label: connection.name, href: pathOf(connection) }]} />
      {body}
    </>,
    { section: 'connections', ...(status !== undefined && { status }) },
  )
}

const trail = { label: 'Connections', href: '/connections' }
