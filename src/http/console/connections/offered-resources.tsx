import { Type } from '@sinclair/typebox'
import type { Connection } from '../../../directory/connection'
import type { OfferedDefinition } from '../../../directory/definitions'
import type { OfferedResource } from '../../../directory/organization'
import { Refusal } from '../../../directory/refusal'
import { check } from '../form'
import { Button, ButtonLink } from '../kit/button'
import { EmptyState } from '../kit/empty-state'
import { Field } from '../kit/field'
import { Actions, Form, FormErrors } from '../kit/form'
import { Pagination } from '../kit/pagination'
import { Section } from '../kit/section'
import { type Column, Table } from '../kit/table'
import { Monospace, UserText } from '../kit/text'
import { attempt } from '../refused'
import { page, type Reply, redirect, type Visit } from '../visit'
import { connectionIn, Frame, may } from './frame'
import { typePath } from './offered-types'

const together = 50

/** What people can be given of one kind. */
export async function offeredResources(visit: Visit): Promise<Reply> {
  return view(visit, await connectionIn(visit), await typeIn(visit))
}

/** The kind that the path names. Errors: Refusal not_found. */
export async function typeIn({ directory, organization, param }: Visit): Promise<OfferedDefinition> {
  const { offered } = await directory.definitionsOf(organization.id)
  const name = param('type').toLowerCase()
  const type = offered.find((each) => each.name.toLowerCase() === name)
  if (!type) throw new Refusal('not_found', 'No such kind of roles or entitlements is enabled.')
  return type
}

export interface Offered {
  readonly id: string
  readonly displayName: string
  readonly description?: string
}

/** What a stored one says of itself. */
export function offeredIn({ document }: OfferedResource): Offered {
  return JSON.parse(document)
}

const proposal = Type.Object({
  displayName: Type.String({ minLength: 1, maxLength: 200, description: 'Enter a name of 1 to 200 characters.' }),
  id: Type.Optional(
    Type.String({
      pattern: '^[\\w.:@-]{1,100}$',
      description: 'Use letters, digits and . _ : @ - only, at most 100.',
    }),
  ),
  description: Type.Optional(Type.String({ maxLength: 1000, description: 'Use at most 1000 characters.' })),
})

export async function putOffered(visit: Visit): Promise<Reply> {
  const [connection, type] = [await connectionIn(visit), await typeIn(visit)]
  const sent = await visit.form()
  const checked = check(proposal, sent)
  if (checked.kind === 'refused') return view(visit, connection, type, { sent, errors: checked.errors, status: 422 })
  return attempt(
    async () => {
      await visit.directory.putOffers(visit.staff, type.name, [checked.values])
      return redirect(typePath(connection, type.name), `${checked.values.displayName} can be given now.`)
    },
    (message, status) => view(visit, connection, type, { sent, errors: { displayName: message }, status }),
  )
}

interface Again {
  readonly sent: URLSearchParams
  readonly errors: Readonly<Record<string, string>>
  readonly status: number
}

async function view(visit: Visit, connection: Connection, type: OfferedDefinition, again?: Again): Promise<Reply> {
  const { directory, organization, query } = visit
  const asked = Number(/^\d{1,6}$/.exec(query.get('from') ?? '')?.[0] ?? 0)
  const { total, items } = await directory.offerPage(organization.id, type.name, { offset: asked, limit: together })
  const mayChange = may(visit, 'admin')
  const at = (start: number) => typePath(connection, type.name, `?from=${start}`)
  return page(
    `${type.name} · ${connection.name}`,
    <Frame
      connection={connection}
      current="roles"
      actions={
        mayChange && (
          <ButtonLink href={typePath(connection, type.name, '/withdrawal')} icon="minus">
            {`Disable ${type.name}`}
          </ButtonLink>
        )
      }
    >
      <Section
        title={<UserText>{type.name}</UserText>}
        description={
          <>
            Identity providers read them at <Monospace>{type.endpoint}</Monospace>.
          </>
        }
        flush
        footer={
          total > together && (
            <Pagination
              from={Math.min(asked + 1, total)}
              to={Math.min(asked + together, total)}
              total={total}
              previous={asked > 0 ? at(Math.max(0, asked - together)) : undefined}
              next={asked + together < total ? at(asked + together) : undefined}
            />
          )
        }
      >
        {items.length === 0 ? (
          <EmptyState icon="shield" title="There is none yet" />
        ) : (
          <Table
            caption={type.name}
            columns={columns(connection, type, mayChange)}
            rows={items.map((item) => offeredIn(item))}
          />
        )}
      </Section>
      {mayChange && <Proposal connection={connection} type={type} again={again} />}
    </Frame>,
    { section: 'connections', ...(again && { status: again.status }) },
  )
}

function columns(connection: Connection, { name }: OfferedDefinition, mayChange: boolean): readonly Column<Offered>[] {
  const shown: readonly Column<Offered>[] = [
    { header: 'Name', cell: ({ displayName }) => <UserText>{displayName}</UserText>, priority: 'primary' },
    { header: 'Id', cell: ({ id }) => <Monospace>{id}</Monospace> },
    { header: 'Description', cell: ({ description = '' }) => <UserText>{description}</UserText> },
  ]
  const removal: Column<Offered> = {
    header: 'Actions',
    headerHidden: true,
    align: 'end',
    cell: ({ id, displayName }) => {
      const search = new URLSearchParams({ id }).toString()
      return (
        <ButtonLink
          kind="quiet"
          href={typePath(connection, name, `/removal?${search}`)}
          label={`Remove ${displayName}`}
        >
          Remove
        </ButtonLink>
      )
    },
  }
  return mayChange ? [...shown, removal] : shown
}

interface ProposalProps {
  readonly connection: Connection
  readonly type: OfferedDefinition
  readonly again: Again | undefined
}

function Proposal({ connection, type, again }: ProposalProps) {
  const { sent, errors = {} } = again ?? {}
  const field = (name: string) => ({ name, value: sent?.get(name) ?? '', error: errors[name] })
  return (
    <Section title="Add one, or change one by its id">
      <Form action={typePath(connection, type.name)} autocomplete="off">
        <FormErrors errors={Object.entries(errors).map(([field, message]) => ({ field, message }))} />
        <Field {...field('displayName')} label="Name" required maxlength={200} />
        <Field
          {...field('id')}
          label="Id"
          hint="What users refer to it by. Empty: one is made up."
          optional
          monospace
          maxlength={100}
        />
        <Field {...field('description')} label="Description" optional maxlength={1000} />
        <Actions>
          <Button icon="plus">Save</Button>
        </Actions>
      </Form>
    </Section>
  )
}
