import { Type } from '@sinclair/typebox'
import type { Connection } from '../../../directory/connection'
import { check } from '../form'
import { Button, ButtonLink } from '../kit/button'
import { Field } from '../kit/field'
import { Actions, Form, FormErrors } from '../kit/form'
import { Section } from '../kit/section'
import { attempt } from '../refused'
import { type Reply, redirect, type Visit } from '../visit'
import { connectionIn, pathOf, step } from './frame'

const day = 86_400_000

const proposal = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 200, description: 'Give the token a name of 1 to 200 characters.' }),
  expires: Type.Optional(
    Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Enter a day such as 2030-12-31, or nothing.' }),
  ),
})

export async function newToken(visit: Visit): Promise<Reply> {
  return form(visit, await connectionIn(visit))
}

export async function addToken(visit: Visit): Promise<Reply> {
  const { directory, staff } = visit
  const connection = await connectionIn(visit)
  const sent = await visit.form()
  const checked = check(proposal, sent)
  if (checked.kind === 'refused') return form(visit, connection, { sent, errors: checked.errors, status: 422 })
  const { name, expires } = checked.values
  const end = expires === undefined ? undefined : Date.parse(`${expires}T00:00:00Z`) + day
  if (end !== undefined && Number.isNaN(end))
    return form(visit, connection, { sent, errors: { expires: 'There is no such day; enter another.' }, status: 422 })
  return attempt(
    async () => {
      const token = await directory.addToken(staff, connection.id, name, end)
      return redirect(pathOf(connection), `The token ${name} is made; the others stay good.`, token)
    },
    (message, status) => {
      const field = end !== undefined && end <= visit.now ? 'expires' : 'name'
      return form(visit, connection, { sent, errors: { [field]: message }, status })
    },
  )
}

interface Again {
  readonly sent: URLSearchParams
  readonly errors: Readonly<Record<string, string>>
  readonly status: number
}

function form({ now }: Visit, connection: Connection, again?: Again): Reply {
  const { sent, errors = {}, status } = again ?? {}
  return step(
    connection,
    'Add a token',
    <Section description="To change tokens without an interruption: add one, give it to the identity provider, and revoke the old one when the new one has been used.">
      <Form action={pathOf(connection, '/tokens/new')} autocomplete="off">
        <FormErrors errors={Object.entries(errors).map(([field, message]) => ({ field, message }))} />
        <Field
          name="name"
          label="Name"
          hint="What you will know it by, such as the month."
          value={sent?.get('name') ?? ''}
          error={errors.name}
          required
          maxlength={200}
        />
        <Field
          name="expires"
          type="date"
          label="Last day"
          hint="In UTC. Without one it stays good until it is revoked."
          value={sent?.get('expires') ?? ''}
          min={new Date(now).toISOString().slice(0, 10)}
          error={errors.expires}
          optional
        />
        <Actions>
          <Button icon="key">Add the token</Button>
          <ButtonLink kind="quiet" href={pathOf(connection)}>
            Cancel
          </ButtonLink>
        </Actions>
      </Form>
    </Section>,
    status,
  )
}
