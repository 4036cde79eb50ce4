import { Type } from '@sinclair/typebox'
import { Refusal } from '../../../directory/refusal'
import { check } from '../form'
import { Button, ButtonLink } from '../kit/button'
import { Confirm } from '../kit/confirm'
import { Copyable } from '../kit/copyable'
import { Field } from '../kit/field'
import { Actions, Form } from '../kit/form'
import { PageHeader } from '../kit/page-header'
import { Section } from '../kit/section'
import { attempt } from '../refused'
import { get, page, post, type Reply, type Route, redirect, type Visit } from '../visit'
import { KeyTable } from './key-table'

/** Keys by which the team's own software uses the API for this organization. */
export const apiKeyRoutes: readonly Route[] = [
  get('/api-keys', 'owner', (visit) => list(visit)),
  post('/api-keys', 'owner', add),
  get('/api-keys/:id/revocation', 'owner', confirmRevocation),
  post('/api-keys/:id/revocation', 'owner', async (visit) => {
    await visit.directory.revokeApiKey(visit.staff, visit.param('id'))
    return redirect('/api-keys', 'The key has ended.')
  }),
]

const day = 86_400_000

const proposal = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 200, description: 'Give the key a name of 1 to 200 characters.' }),
  rights: Type.Union([Type.Literal('read'), Type.Literal('write')], { description: 'Choose what the key may do.' }),
  days: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 36_500, description: 'Enter a number of days from 1 to 36500, or nothing.' }),
  ),
})

async function add(visit: Visit): Promise<Reply> {
  const form = await visit.form()
  const checked = check(proposal, form)
  if (checked.kind === 'refused') return list(visit, { errors: checked.errors, form })
  const { name, rights, days } = checked.values
  const expires = days === undefined ? {} : { expires: visit.now + days * day }
  return attempt(
    async () => {
      const { key } = await visit.directory.addApiKey(visit.staff, { name, rights, ...expires })
      return redirect('/api-keys', `The key ${name} is made.`, key)
    },
    (message) => list(visit, { errors: { name: message }, form }),
  )
}

interface Again {
  readonly errors: Readonly<Record<string, string>>
  readonly form: URLSearchParams
}

async function list({ directory, organization, flash, now }: Visit, again?: Again): Promise<Reply> {
  const keys = await directory.apiKeysOf(organization.id)
  const { secret } = flash
  return page(
    'API keys',
    <>
      <PageHeader
        title="API keys"
        subtitle="Your own software uses the API with a key of its own."
        trail={[{ label: 'Settings', href: '/settings' }]}
        actions={<ButtonLink href="/swagger">API explorer</ButtonLink>}
      />
      {secret && (
        <Section title="The new key">
          <Copyable
            id="new-key"
            label="API key"
            value={secret}
            secret
            hint={
              <>
                Send it as <code>Authorization: Bearer …</code> to <code>/api/v1</code>.
              </>
            }
          />
        </Section>
      )}
      <KeyTable keys={keys} now={now} />
      <Proposal {...again} />
    </>,
    { section: 'settings', ...(again && { status: 422 }) },
  )
}

function Proposal({ errors = {}, form }: Partial<Again>) {
  return (
    <Section title="Make a key">
      <Form action="/api-keys" autocomplete="off">
        <Field
          name="name"
          label="Name"
          hint="What uses it, such as “signup service”."
          value={form?.get('name') ?? ''}
          error={errors.name}
          required
          maxlength={200}
        />
        <Field
          name="rights"
          type="radio"
          label="What it may do"
          value={form?.get('rights') ?? 'read'}
          error={errors.rights}
          choices={[
            { value: 'read', label: 'Read', description: 'See connections, attributes and roles.' },
            { value: 'write', label: 'Read and write', description: 'Everything an owner may do by the API.' },
          ]}
        />
        <Field
          name="days"
          type="number"
          label="Ends after"
          suffix="days"
          hint="Empty: never."
          value={form?.get('days') ?? ''}
          error={errors.days}
          min={1}
          max={36_500}
          optional
        />
        <Actions>
          <Button icon="key">Make the key</Button>
        </Actions>
      </Form>
    </Section>
  )
}

async function confirmRevocation({ directory, organization, param }: Visit): Promise<Reply> {
  const id = param('id')
  const key = (await directory.apiKeysOf(organization.id)).find((each) => each.id === id)
  if (!key || key.revoked !== undefined) throw new Refusal('not_found', 'There is no such key that is still good.')
  return page(
    'Revoke a key',
    <>
      <PageHeader
        title="Revoke a key"
        trail={[
          { label: 'Settings', href: '/settings' },
          { label: 'API keys', href: '/api-keys' },
        ]}
      />
      <Confirm
        title={
          <>
            Revoke <bdi>{key.name}</bdi>?
          </>
        }
        consequences={['Whatever uses it is refused from the next request on.', 'It cannot be brought back.']}
        action={`/api-keys/${id}/revocation`}
        submit="Revoke the key"
        cancel="/api-keys"
      />
    </>,
    { section: 'settings' },
  )
}
