import type { ComponentChildren } from 'preact'
import type { RosterDetails } from '../../../directory/rosters'
import { isAtLeast } from '../../../directory/staff'
import { Badge } from '../kit/badge'
import { ButtonLink } from '../kit/button'
import { Notice } from '../kit/notice'
import { PageHeader } from '../kit/page-header'
import { Tabs } from '../kit/tabs'
import { UserText } from '../kit/text'
import type { Visit } from '../visit'
import { groupRoleWords } from './wording'

interface FrameProps {
  readonly details: RosterDetails
  readonly visit: Pick<Visit, 'staff'>
  readonly current: 'group' | 'history'
  readonly children: ComponentChildren
}

/** What stands above every page about one group. */
export function Frame({ details, visit, current, children }: FrameProps) {
  const { id, name, role, deletedAt } = details.roster
  const mayGive = deletedAt === undefined && isAtLeast(visit.staff.role, 'owner')
  return (
    <>
      <PageHeader
        title={name}
        trail={[groupsTrail]}
        badges={
          <>
            {deletedAt !== undefined && <Badge tone="bad">Deleted</Badge>}
            {role && deletedAt === undefined && <Badge tone="info">{`Gives the role ${groupRoleWords[role]}`}</Badge>}
          </>
        }
        actions={
          mayGive && (
            <ButtonLink icon="shield" href={`/groups/${id}/role`}>
              {role ? 'Change the role' : 'Give a role'}
            </ButtonLink>
          )
        }
      />
      <Tabs
        label="Pages of this group"
        tabs={[
          { label: 'Group', href: `/groups/${id}`, current: current === 'group' },
          { label: 'History', href: `/groups/${id}/history`, current: current === 'history' },
        ]}
      />
      <Ownership details={details} />
      {children}
    </>
  )
}

export const groupsTrail = { label: 'Groups', href: '/groups' }

/** Who keeps the group up to date, and what that means. */
function Ownership({ details: { roster, connection, isOwned } }: Pick<FrameProps, 'details'>) {
  if (roster.deletedAt !== undefined) {
    return (
      <Notice kind="warning" title="This group was deleted">
        It has no members and gives no role any more. Its history stays.
      </Notice>
    )
  }
  if (!connection || !isOwned) return null
  return (
    <Notice kind="info">
      <a href={`/connections/${connection.id}`}>
        <UserText>{connection.name}</UserText>
      </a>{' '}
      owns this group: change its name and its members there. Only the role that it gives is decided here.
    </Notice>
  )
}
