import { isAtLeast } from '../../../directory/staff'
import type { Role } from '../../../directory/user'
import { Button } from '../kit/button'
import { Field } from '../kit/field'
import { Form } from '../kit/form'
import { Section } from '../kit/section'
import { UserText } from '../kit/text'
import type { Visit } from '../visit'
import type { Shown } from './shown'
import { rights, roleWords } from './wording'

interface RoleFormProps {
  readonly shown: Shown
  readonly visit: Visit
  readonly complaint: string | undefined
}

/** What somebody may do here: given by hand, or by a group. */
export function RoleForm({ shown, visit, complaint }: RoleFormProps) {
  const { person, roleGivers, mayTouch } = shown
  const [giver] = roleGivers
  const isByGroup = giver !== undefined && person.effectiveRole !== person.role
  return (
    <Section title="Role">
      {isByGroup && (
        <p>
          {roleWords[giver.role]} by the group{' '}
          <a href={`/groups/${giver.id}`}>
            <UserText>{giver.name}</UserText>
          </a>
          . To take that away, take them out of the group or change the role that it gives.
        </p>
      )}
      {mayTouch && person.deletedAt === undefined ? (
        <Form action={`/people/${person.id}/role`} hidden={{ from: person.role }}>
          <Field
            name="role"
            type="radio"
            label={isByGroup ? 'Role given by hand' : 'Role in this console'}
            value={person.role}
            choices={roleChoices(visit)}
            {...(complaint !== undefined && { error: complaint })}
          />
          <Button kind="secondary">Change the role</Button>
        </Form>
      ) : (
        <p>
          <span class="strong">{roleWords[person.effectiveRole]}.</span> {rights[person.effectiveRole]}
        </p>
      )}
    </Section>
  )
}

/** The roles that whoever looks may give. */
export function roleChoices({ staff }: Pick<Visit, 'staff'>) {
  const roles: readonly Role[] = ['member', 'viewer', 'admin', 'owner']
  return roles
    .filter((role) => role !== 'owner' || isAtLeast(staff.role, 'owner'))
    .map((value) => ({ value, label: roleWords[value], description: rights[value] }))
}
