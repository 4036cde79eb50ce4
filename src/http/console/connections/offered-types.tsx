import { Type } from '@sinclair/typebox'
import type { Connection } from '../../../directory/connection'
import type { OfferedDefinition } from '../../../directory/definitions'
import { check } from '../form'
import { Button, ButtonForm } from '../kit/button'
import { EmptyState } from '../kit/empty-state'
import { Field } from '../kit/field'
import { Actions, Form, FormErrors } from '../kit/form'
import { Section } from '../kit/section'
import { Table } from '../kit/table'
import { Monospace, UserText } from '../kit/text'
import { attempt } from '../refused'
import { page, type Reply, redirect, type Visit } from '../visit'
import { connectionIn, Frame, may, pathOf } from './frame'

/** What people can be given, such as roles: which kinds there are, and switching them on. */
export async function offeredTypes(visit: Visit): Promise<Reply> {
  return view(visit, await connectionIn(visit))
}

const proposal = Type.Object({
  name: Type.String({ maxLength: 64, description: 'Enter a name such as License, of at most 64 characters.' }),
})

export async function offerType(visit: Visit): Promise<Reply> {
  const connection = await connectionIn(visit)
  const sent = await visit.form()
  const name = sent.get('name') ?? ''
  const checked = check(proposal, sent)
  if (checked.kind === 'refused') return view(visit, connection, { name, message: checked.errors.name ?? '' })
  return attempt(
    async () => {
      await visit.directory.offerType(visit.staff, checked.values)
      return redirect(typePath(connection, checked.values.name), 'It is enabled; add what people can be given.')
    },
    (message, status) => view(visit, connection, { name, message, status }),
  )
}

export function typePath(connection: Pick<Connection, 'id'>, name: string, below = ''): string {
  return pathOf(connection, `/roles/${encodeURIComponent(name.toLowerCase())}${below}`)
}

interface Again {
  readonly name: string
  readonly message: string
  readonly status?: number
}

async function view(visit: Visit, connection: Connection, again?: Again): Promise<Reply> {
  const { offered } = await visit.directory.definitionsOf(visit.organization.id)
  const mayChange = may(visit, 'admin')
  const missing = ['Role', 'Entitlement'].filter((name) => !offered.some((type) => type.name === name))
  const enable = mayChange && missing.length > 0 && <Enable connection={connection} names={missing} />
  return page(
    `Roles · ${connection.name}`,
    <Frame connection={connection} current="roles">
      <Section
        title="Roles and entitlements"
        description="What people of the organization can be given. Okta’s entitlement management reads these lists, whichever connection it uses; identity providers cannot change them."
        actions={offered.length > 0 && enable}
        flush
      >
        {offered.length === 0 ? (
          <EmptyState icon="shield" title="Nothing is enabled" action={enable}>
            Leave it so unless your identity provider asks for roles or entitlements.
          </EmptyState>
        ) : (
          <Table
            caption="Kinds of what people can be given"
            columns={columns}
            rows={offered}
            href={(type) => typePath(connection, type.name)}
          />
        )}
      </Section>
      {mayChange && <Another connection={connection} again={again} />}
    </Frame>,
    { section: 'connections', ...(again && { status: again.status ?? 422 }) },
  )
}

const columns = [
  {
    header: 'Name',
    cell: ({ name }: OfferedDefinition) => <UserText>{name}</UserText>,
    priority: 'primary' as const,
  },
  { header: 'Endpoint', cell: ({ endpoint }: OfferedDefinition) => <Monospace>{endpoint}</Monospace> },
  { header: 'Schema', cell: ({ schema }: OfferedDefinition) => <Monospace>{schema}</Monospace> },
]

function Enable({ connection, names }: { readonly connection: Connection; readonly names: readonly string[] }) {
  return (
    <Actions>
      {names.map((name) => (
        <ButtonForm key={name} action={pathOf(connection, '/roles')} hidden={{ name }}>
          {`Enable ${name === 'Role' ? 'roles' : 'entitlements'}`}
        </ButtonForm>
      ))}
    </Actions>
  )
}

function Another({ connection, again }: { readonly connection: Connection; readonly again: Again | undefined }) {
  return (
    <Section title="Another kind" description="Of entitlements there may be several kinds, such as License or Profile.">
      <Form action={pathOf(connection, '/roles')} autocomplete="off">
        <FormErrors errors={again ? [{ field: 'name', message: again.message }] : []} />
        <Field
          name="name"
          label="Name"
          hint="License is listed at /Licenses."
          value={again?.name ?? ''}
          error={again?.message}
          required
          maxlength={64}
        />
        <Actions>
          <Button kind="secondary">Enable</Button>
        </Actions>
      </Form>
    </Section>
  )
}
