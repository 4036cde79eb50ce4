import { Type } from '@sinclair/typebox'
import { complaintAbout } from '../../../directory/password-rule'
import type { RoleGiver } from '../../../directory/person'
import { Refusal } from '../../../directory/refusal'
import { check } from '../form'
import { Button, ButtonForm } from '../kit/button'
import { DefinitionList } from '../kit/definition-list'
import { Field } from '../kit/field'
import { Form } from '../kit/form'
import { PageHeader } from '../kit/page-header'
import { Section } from '../kit/section'
import { attempt } from '../refused'
import { get, page, post, type Reply, type Route, redirect, type Visit } from '../visit'
import { NewPasswordField } from './new-password-field'
import { SessionTable } from './session-table'

/** What somebody sees and does of their own account. */
export const accountRoutes: readonly Route[] = [
  get('/account', 'viewer', (visit) => account(visit)),
  post('/account/password', 'viewer', changePassword),
  post('/account/sessions/:id/end', 'viewer', endSession),
  post('/account/sign-out-everywhere', 'viewer', signOutEverywhere),
]

const fields = Type.Object({
  current: Type.String({ maxLength: 1000, isSecret: true, description: 'Enter your current password.' }),
  password: Type.String({ isSecret: true, description: 'Enter a new password.' }),
})

async function changePassword(visit: Visit): Promise<Reply> {
  const checked = check(fields, await visit.form())
  if (checked.kind === 'refused') return account(visit, checked.errors)
  const { current, password } = checked.values
  const complaint = complaintAbout(password)
  if (complaint) return account(visit, { password: complaint })
  return attempt(
    async () => {
      const outcome = await visit.directory.changePassword(visit.staff, current, password)
      switch (outcome.kind) {
        case 'wrong':
          return account(visit, { current: 'This is not your current password.' })
        case 'locked':
          return account(
            visit,
            { current: `There were too many wrong attempts. Try again in ${outcome.wait} s.` },
            { status: 429, retryAfter: outcome.wait },
          )
        case 'changed':
          await visit.open(outcome.entrance)
          return redirect('/account', 'Your password is changed, and all your other sessions have ended.')
      }
    },
    (message) => account(visit, { password: message }),
  )
}

async function endSession(visit: Visit): Promise<Reply> {
  const hash = visit.param('id')
  if (!(await visit.directory.signOutSession(visit.staff, hash)))
    throw new Refusal('not_found', 'You have no such session; it may have ended already.')
  if (hash !== visit.session) return redirect('/account', 'The session has ended.')
  await visit.close()
  return redirect('/sign-in', 'You are signed out.')
}

async function signOutEverywhere(visit: Visit): Promise<Reply> {
  await visit.directory.signOutEverywhere(visit.staff)
  await visit.close()
  return redirect('/sign-in', 'You are signed out everywhere.')
}

async function account(
  visit: Visit,
  errors: Readonly<Record<string, string>> = {},
  answer: { readonly status: number; readonly retryAfter?: number } = {
    status: Object.keys(errors).length > 0 ? 422 : 200,
  },
): Promise<Reply> {
  const { directory, now, session, staff } = visit
  const sessions = await directory.sessionsOf(visit.account.id)
  const { roleGivers } = await directory.people.read(staff, visit.account.id)
  return page(
    'Your account',
    <>
      <PageHeader title="Your account" />
      <Section title="Who you are">
        <DefinitionList rows={rowsAbout(visit, roleGivers[0])} />
      </Section>
      <Section title="Password" description="Changing it ends all your other sessions.">
        <Form action="/account/password">
          <input
            class="visually-hidden"
            type="text"
            name="username"
            autocomplete="username"
            tabIndex={-1}
            aria-hidden="true"
            readonly
            value={visit.staff.name ?? ''}
          />
          <Field
            name="current"
            type="password"
            label="Current password"
            autocomplete="current-password"
            required
            {...(errors.current !== undefined && { error: errors.current })}
          />
          <NewPasswordField label="New password" error={errors.password} />
          <Button>Change the password</Button>
        </Form>
      </Section>
      <Section
        flush
        title="Sessions"
        description="Where you are signed in. End those you do not know, and change your password."
        actions={
          <ButtonForm action="/account/sign-out-everywhere" icon="sign-out">
            Sign out everywhere
          </ButtonForm>
        }
      >
        <SessionTable sessions={sessions} current={session} now={now} />
      </Section>
    </>,
    { section: 'account', ...answer },
  )
}

function rowsAbout({ account, organization, staff }: Visit, giver: RoleGiver | undefined) {
  const { displayName, name, emails } = JSON.parse(account.document)
  const addresses = Array.isArray(emails) ? emails.map(({ value }) => String(value)) : []
  const email = addresses[0]
  return [
    ...(displayName || name?.formatted ? [{ term: 'Name', description: String(displayName ?? name.formatted) }] : []),
    { term: 'You sign in as', description: staff.name },
    ...(email && email !== staff.name ? [{ term: 'E-mail address', description: email }] : []),
    { term: 'Organization', description: organization.name },
    {
      term: 'Role',
      description: (
        <>
          {`${staff.role[0]?.toUpperCase()}${staff.role.slice(1)}`}
          {staff.role === account.role || giver === undefined ? (
            ', given to you by hand'
          ) : (
            <>
              , given by the group{' '}
              <a href={`/groups/${giver.id}`}>
                <bdi>{giver.name}</bdi>
              </a>
            </>
          )}
        </>
      ),
    },
  ]
}
