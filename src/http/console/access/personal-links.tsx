import { Type } from '@sinclair/typebox'
import type { LinkHolder, LinkPurpose } from '../../../directory/links'
import { Refusal } from '../../../directory/refusal'
import { check } from '../form'
import { Button, ButtonLink } from '../kit/button'
import { Field } from '../kit/field'
import { Form } from '../kit/form'
import { Notice } from '../kit/notice'
import { Time } from '../kit/time'
import { type Guest, open, page, type Reply, type Route, redirect } from '../visit'
import { NewPasswordField } from './new-password-field'

/** Links that somebody was given, by which they choose a password and are signed in. */
export const personalLinkRoutes: readonly Route[] = (['invitation', 'password-reset'] as const).flatMap((purpose) => [
  open('GET', `/${purpose}/:token`, (guest) => show(guest, purpose)),
  open('POST', `/${purpose}/:token`, (guest) => use(guest, purpose)),
])

const fields = Type.Object({ password: Type.String({ isSecret: true, description: 'Enter a password.' }) })

async function show(guest: Guest, purpose: LinkPurpose): Promise<Reply> {
  const holder = await guest.directory.openLink(purpose, guest.param('token'))
  return holder ? form(guest, purpose, holder) : dead(purpose)
}

async function use(guest: Guest, purpose: LinkPurpose): Promise<Reply> {
  const { directory, ip } = guest
  const token = guest.param('token')
  const holder = await directory.openLink(purpose, token)
  if (!holder) return dead(purpose)
  const checked = check(fields, await guest.form())
  if (checked.kind === 'refused') return form(guest, purpose, holder, checked.errors.password)
  try {
    await guest.open(await directory.useLink(purpose, token, checked.values.password, ip))
    return redirect('/', purpose === 'invitation' ? 'Welcome. Your password is set.' : 'Your new password is set.')
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.code === 'not_found' ? dead(purpose) : form(guest, purpose, holder, error.message)
  }
}

function form(
  { path, now }: Guest,
  purpose: LinkPurpose,
  { userName, displayName, organization, expires }: LinkHolder,
  error?: string,
): Reply {
  const title = purpose === 'invitation' ? `Join ${organization}` : 'Set a new password'
  return page(
    title,
    <>
      <h1>
        <bdi dir="auto">{title}</bdi>
      </h1>
      <p>
        {purpose === 'invitation' ? (
          <>
            <bdi>{displayName}</bdi>, you are invited to the console of <bdi>{organization}</bdi>. Choose a password to
            get in.
          </>
        ) : (
          <>
            This sets a new password for <bdi>{displayName}</bdi> in <bdi>{organization}</bdi>, and signs the account
            out everywhere else.
          </>
        )}
      </p>
      <Form action={path}>
        <Field name="username" label="You sign in as" value={userName} autocomplete="username" readonly />
        <NewPasswordField label={purpose === 'invitation' ? 'Password' : 'New password'} error={error} />
        <Button>{purpose === 'invitation' ? 'Join' : 'Set the password'}</Button>
      </Form>
      <p class="muted">
        Not you? Close this page. The link expires <Time ms={expires} now={now} />.
      </p>
    </>,
    { status: error === undefined ? 200 : 422 },
  )
}

function dead(purpose: LinkPurpose): Reply {
  const what = purpose === 'invitation' ? 'invitation' : 'link'
  return page(
    `This ${what} is not good any more`,
    <>
      <h1>This {what} is not good any more</h1>
      <Notice kind="warning">It was used, it has expired, or it was replaced by a newer one.</Notice>
      <p>
        If you have a password, sign in with it. Otherwise ask an owner or an admin of your organization for a new{' '}
        {what}.
      </p>
      <ButtonLink href="/sign-in">Sign in</ButtonLink>
    </>,
    { status: 410 },
  )
}
