import { Type } from '@sinclair/typebox'
import { complaintAboutAddress, complaintAboutName } from '../../../directory/organizations'
import { complaintAbout } from '../../../directory/password-rule'
import { Refusal } from '../../../directory/refusal'
import { check } from '../form'
import { Button, ButtonLink } from '../kit/button'
import { Field } from '../kit/field'
import { Form, FormErrors } from '../kit/form'
import { Notice } from '../kit/notice'
import { type Guest, open, page, type Reply, type Route, redirect } from '../visit'
import { NewPasswordField } from './new-password-field'

/** Behind the link that `serve` prints while there is no organization. */
export const firstRunRoutes: readonly Route[] = [
  open('GET', '/first-run/:token', async (guest) => ((await isGood(guest)) ? form(guest) : dead())),
  open('POST', '/first-run/:token', setUp),
]

const fields = Type.Object({
  organization: Type.String({ description: 'Enter a name for the organization.' }),
  owner: Type.String({ description: 'Enter your e-mail address.' }),
  password: Type.String({ isSecret: true, description: 'Enter a password.' }),
})

async function setUp(guest: Guest): Promise<Reply> {
  if (!(await isGood(guest))) return dead()
  const sent = await guest.form()
  const checked = check(fields, sent)
  const errors = { ...complaintsAbout(sent), ...(checked.kind === 'refused' && checked.errors) }
  if (checked.kind === 'refused' || Object.keys(errors).length > 0) return form(guest, { errors, sent })
  const { organization, owner, password } = checked.values
  const { ip } = guest
  const firstRun = { link: guest.param('token'), ...(ip !== undefined && { ip }) }
  try {
    const made = await guest.directory.setUp({ organization, owner, password, firstRun })
    await guest.open(made.entrance)
    return redirect(`/connections/${made.connection.id}/setup`, `${made.organization.name} is set up.`, made.token)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.code === 'forbidden' ? dead() : form(guest, { errors: {}, message: error.message, sent })
  }
}

/** What is wrong with what was entered, by field. */
function complaintsAbout(sent: URLSearchParams): Readonly<Record<string, string>> {
  const complaints = {
    organization: complaintAboutName(sent.get('organization') ?? ''),
    owner: complaintAboutAddress((sent.get('owner') ?? '').trim()),
    password: complaintAbout(sent.get('password') ?? ''),
  }
  return Object.fromEntries(Object.entries(complaints).flatMap(([name, text]) => (text ? [[name, text]] : [])))
}

const isGood = (guest: Guest) => guest.directory.isFirstRun(guest.param('token'))

interface Complaint {
  readonly errors: Readonly<Record<string, string>>
  readonly message?: string
  readonly sent: URLSearchParams
}

function form(guest: Guest, { errors, message, sent }: Partial<Complaint> = {}): Reply {
  const complaints = Object.entries(errors ?? {}).map(([field, text]) => ({ field, message: text }))
  const status = sent ? 422 : 200
  return page(
    'Set up Rollcall',
    <>
      <h1>Set up Rollcall</h1>
      <p class="muted">
        Name the organization whose people will be provisioned here, and make yourself its owner. Next you connect its
        identity provider.
      </p>
      <FormErrors errors={message === undefined ? complaints : [...complaints, { message }]} />
      <Form action={guest.path}>
        <Field
          name="organization"
          label="Name of the organization"
          value={sent?.get('organization') ?? ''}
          autocomplete="organization"
          maxlength={200}
          required
          autofocus
          error={errors?.organization}
        />
        <Field
          name="owner"
          type="email"
          label="Your e-mail address"
          hint="You sign in with it."
          value={sent?.get('owner') ?? ''}
          autocomplete="username"
          maxlength={320}
          required
          error={errors?.owner}
        />
        <NewPasswordField label="Your password" error={errors?.password} />
        <Button>Set up</Button>
      </Form>
    </>,
    { status },
  )
}

function dead(): Reply {
  return page(
    'This link is used up',
    <>
      <h1>This link is used up</h1>
      <Notice kind="warning">
        It was good for setting Rollcall up once. Either that has been done, or a newer link was printed.
      </Notice>
      <p>
        If you have an account, sign in. If nobody has one yet, start <code>rollcall serve</code> again: it prints a new
        link.
      </p>
      <ButtonLink href="/sign-in">Sign in</ButtonLink>
    </>,
    { status: 410 },
  )
}
