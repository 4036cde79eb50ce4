import { Type } from '@sinclair/typebox'
import { Refusal } from '../../../directory/refusal'
import type { GroupRole } from '../../../directory/user'
import { check } from '../form'
import { Button, ButtonLink } from '../kit/button'
import { Field } from '../kit/field'
import { Actions, Form } from '../kit/form'
import { PageHeader } from '../kit/page-header'
import { Section } from '../kit/section'
import { page, type Reply, redirect, type Visit } from '../visit'
import { groupsTrail } from './frame'
import { preview } from './role-preview'
import { gives, groupRoleWords } from './wording'

const choices = ['none', 'viewer', 'admin'] as const
type Choice = (typeof choices)[number]

const choice = Type.Union([Type.Literal('none'), Type.Literal('viewer'), Type.Literal('admin')])
const count = Type.Integer({ minimum: 0 })
const confirmation = Type.Object({ role: choice, from: choice, version: count, gains: count, losses: count })

/** Asks which role the group is to give; then shows what that would do, and asks again. */
export async function rolePage(visit: Visit): Promise<Reply> {
  const { query } = visit
  const typed = query.get('role')
  const chosen = choices.find((each) => each === typed)
  if (chosen === undefined) return choosing(visit, typed === null ? undefined : 'Choose one of the roles.')
  const found = await visit.directory.rosters.previewRole(visit.staff, visit.param('id'), roleOf(chosen))
  if (found.roster.role === roleOf(chosen)) return choosing(visit, 'This is what the group gives now; choose another.')
  return preview(visit, found, roleOf(chosen))
}

export async function changeRole(visit: Visit): Promise<Reply> {
  const { directory, staff, param } = visit
  const id = param('id')
  const checked = check(confirmation, await visit.form())
  if (checked.kind === 'refused') return choosing(visit, 'Choose a role, and look at what it does before you confirm.')
  const { role: chosen, from, ...rest } = checked.values
  const role = roleOf(chosen)
  try {
    await directory.rosters.changeRole(staff, id, { ...rest, role: roleOf(from) }, role)
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'stale')) throw error
    const found = await directory.rosters.previewRole(staff, id, role)
    return found.roster.role === role ? choosing(visit, error.message, 409) : preview(visit, found, role, error.message)
  }
  return redirect(
    `/groups/${id}`,
    role ? `Members of the group have the role ${groupRoleWords[role]} now.` : 'The group gives no role any more.',
  )
}

const roleOf = (chosen: Choice): GroupRole | undefined => (chosen === 'none' ? undefined : chosen)

async function choosing(visit: Visit, error?: string, status = 422): Promise<Reply> {
  const { roster } = await visit.directory.rosters.read(visit.staff, visit.param('id'))
  const { id, name, role, deletedAt } = roster
  if (deletedAt !== undefined) throw new Refusal('conflict', `${name} is deleted; it gives no role.`)
  return page(
    `Role · ${name}`,
    <>
      <PageHeader title="Role" trail={[groupsTrail, { label: name, href: `/groups/${id}` }]} />
      <Section
        title="Which role does this group give?"
        description="To its members, and to the members of groups in it. Owners are made by hand only."
      >
        <Form action={`/groups/${id}/role`} method="get">
          <Field
            name="role"
            type="radio"
            label="Members"
            value={role ?? 'none'}
            choices={[
              { value: 'none', label: 'No role', description: `Members ${gives.none}.` },
              { value: 'viewer', label: groupRoleWords.viewer, description: `Members ${gives.viewer}.` },
              { value: 'admin', label: groupRoleWords.admin, description: `Members ${gives.admin}.` },
            ]}
            {...(error !== undefined && { error })}
          />
          <Actions>
            <Button>See who gains and loses</Button>
            <ButtonLink kind="quiet" href={`/groups/${id}`}>
              Cancel
            </ButtonLink>
          </Actions>
        </Form>
      </Section>
    </>,
    { section: 'groups', ...(error !== undefined && { status }) },
  )
}
