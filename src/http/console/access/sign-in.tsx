import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Recognized } from '../../../directory/sign-in'
import { check } from '../form'
import { Button } from '../kit/button'
import { Field } from '../kit/field'
import { Form } from '../kit/form'
import { Notice } from '../kit/notice'
import { ownPath } from '../own-request'
import { type Guest, open, page, type Reply, type Route, redirect } from '../visit'

/** Signing in by e-mail address and password, and signing out. */
export const signInRoutes: readonly Route[] = [
  open('GET', '/sign-in', (guest) => signInPage(guest, ownPath(guest.query.get('to')))),
  open('POST', '/sign-in', signIn),
  open('POST', '/sign-in/organization', chooseOrganization),
  open('POST', '/sign-out', async (guest) => {
    await guest.close()
    return redirect('/sign-in', 'You are signed out.')
  }),
]

const form = Type.Object({
  login: Type.String({ maxLength: 320, description: 'Enter your e-mail address.' }),
  password: Type.String({ maxLength: 1000, isSecret: true, description: 'Enter your password.' }),
})

async function signIn(guest: Guest): Promise<Reply> {
  const sent = await guest.form()
  const to = ownPath(sent.get('to'))
  const checked = check(form, sent)
  if (checked.kind === 'refused') return signInPage(guest, to, { errors: checked.errors, status: 422 }, sent)
  const { ip } = guest
  const outcome = await guest.directory.signIn({ ...checked.values, ...(ip !== undefined && { ip }) })
  switch (outcome.kind) {
    case 'unknown':
      return signInPage(guest, to, { message: 'E-mail address and password do not match.', status: 401 }, sent)
    case 'barred': {
      const message = 'Your account has no access to the console. An owner of your organization can give you a role.'
      return signInPage(guest, to, { message, status: 403 }, sent)
    }
    case 'locked': {
      const message = `There were too many attempts. Try again in ${outcome.wait} s, or ask an owner for a link to set a new password.`
      return signInPage(guest, to, { message, status: 429, retryAfter: outcome.wait }, sent)
    }
    case 'recognized': {
      const [first, ...others] = outcome.accounts
      if (first && others.length > 0) return choicePage(guest, outcome.accounts, to)
      if (first) await guest.open(entranceOf(first))
      return redirect(to)
    }
  }
}

interface Complaint {
  readonly message?: string
  readonly errors?: Readonly<Record<string, string>>
  readonly status: number
  readonly retryAfter?: number
}

function signInPage({ directory }: Guest, to: string, complaint?: Complaint, sent?: URLSearchParams): Promise<Reply> {
  const { message, errors = {}, ...answer } = complaint ?? {}
  return directory.organizations().then((organizations) =>
    page(
      'Sign in',
      <>
        <h1>Sign in</h1>
        {organizations.length === 0 && (
          <Notice kind="info">
            Nobody can sign in yet: open the link that <code>rollcall serve</code> has printed to begin.
          </Notice>
        )}
        {message && <Notice kind="error">{message}</Notice>}
        <Form action="/sign-in" hidden={{ to }}>
          <Field
            name="login"
            label="E-mail address"
            value={sent?.get('login') ?? ''}
            autocomplete="username"
            required
            autofocus
            error={errors.login}
          />
          <Field
            name="password"
            type="password"
            label="Password"
            autocomplete="current-password"
            required
            error={errors.password}
          />
          <Button>Sign in</Button>
        </Form>
      </>,
      answer,
    ),
  )
}

const choice = Type.Object({
  entrances: Type.Array(Type.Object({ userId: Type.String(), stamp: Type.String() })),
  to: Type.String(),
})

const entranceOf = ({ id, stamp }: Recognized) => ({ userId: id, stamp })

/** Somebody may have the same address and password in several organizations. */
async function choicePage(guest: Guest, accounts: readonly Recognized[], to: string): Promise<Reply> {
  const proof = guest.seal({ entrances: accounts.map(entranceOf), to }, 300)
  const choices = await Promise.all(
    accounts.map(async ({ id, organizationId }) => ({
      value: id,
      label: (await guest.directory.findOrganization(organizationId))?.name ?? organizationId,
    })),
  )
  return page(
    'Choose an organization',
    <>
      <h1>Choose an organization</h1>
      <Form action="/sign-in/organization" hidden={{ proof }}>
        <Field name="account" type="radio" label="Sign in to" choices={choices} value={choices[0]?.value ?? ''} />
        <Button>Go on</Button>
      </Form>
    </>,
  )
}

async function chooseOrganization(guest: Guest): Promise<Reply> {
  const sent = await guest.form()
  const proven = guest.unseal(sent.get('proof') ?? '')
  if (!Value.Check(choice, proven)) return redirect('/sign-in')
  const entrance = proven.entrances.find(({ userId }) => userId === sent.get('account'))
  if (!entrance) return redirect('/sign-in')
  await guest.open(entrance)
  return redirect(proven.to)
}
