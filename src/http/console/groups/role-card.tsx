import type { RosterDetails } from '../../../directory/rosters'
import { Section } from '../kit/section'
import { UserText } from '../kit/text'
import { gives, groupRoleWords } from './wording'

/** The role that the group gives, and those that groups around it give to the same people. */
export function RoleCard({ details: { roster, roleGivers } }: { readonly details: RosterDetails }) {
  if (roster.deletedAt !== undefined) return null
  const { role } = roster
  return (
    <Section title="Role in this console">
      <p>
        {role ? (
          <>
            <span class="strong">{groupRoleWords[role]}.</span> Members {gives[role]}. So do members of groups in it.
          </>
        ) : (
          <>Members {gives.none}.</>
        )}
      </p>
      {roleGivers.map(({ id, name, role: theirs }) => (
        <p key={id}>
          {groupRoleWords[theirs]} comes from{' '}
          <a href={`/groups/${id}`}>
            <UserText>{name}</UserText>
          </a>
          , which this group is in.
        </p>
      ))}
    </Section>
  )
}
