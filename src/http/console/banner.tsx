import type { ComponentChildren } from 'preact'
import { isHeld } from '../../directory/hold'
import { isAtLeast } from '../../directory/staff'
import { HoldButtons } from './connections/safeguard'
import { Notice } from './kit/notice'
import { UserText } from './kit/text'
import type { Visit } from './visit'

/** What those who administer the organization should know, on every page: which connections the safeguard holds. */
export async function banner({ directory, organization, staff }: Visit): Promise<ComponentChildren> {
  if (!isAtLeast(staff.role, 'admin')) return undefined
  const connections = await directory.connectionsOf(organization.id)
  const held = connections.filter((each) => isHeld(each) && each.state?.holdKept === undefined)
  if (held.length === 0) return undefined
  const isOwner = isAtLeast(staff.role, 'owner')
  return held.map((connection) => (
    <Notice
      kind="warning"
      title="A connection wants to deactivate unusually many people"
      key={connection.id}
      actions={isOwner && <HoldButtons connection={connection} about={connection.name} />}
    >
      <a href={`/connections/${connection.id}#safeguard`}>
        <UserText>{connection.name}</UserText>
      </a>{' '}
      is on hold: nobody else is deactivated or deleted until {isOwner ? 'you decide' : 'an owner decides'}. Everything
      else goes on.
    </Notice>
  ))
}
