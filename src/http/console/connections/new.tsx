import { type TSchema, Type } from '@sinclair/typebox'
import { type Provider, providers } from '../../../directory/settings'
import { check } from '../form'
import { Button, ButtonLink } from '../kit/button'
import { Field } from '../kit/field'
import { Actions, Form, FormErrors } from '../kit/form'
import { PageHeader } from '../kit/page-header'
import { Section } from '../kit/section'
import { attempt } from '../refused'
import { page, type Reply, redirect, type Visit } from '../visit'
import { pathOf } from './frame'
import { providerNames } from './providers'

/** One of some words, as a form's field sends it. */
export function word<const Words extends readonly string[]>(words: Words, description: string) {
  const literals: TSchema[] = words.map((each) => Type.Literal(each))
  return Type.Unsafe<Words[number]>(Type.Union(literals, { description }))
}

export const connectionName = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Give the connection a name of 1 to 200 characters.',
})

const proposal = Type.Object({
  provider: word(providers, 'Choose your identity provider.'),
  name: Type.Optional(connectionName),
})

export function newConnection(visit: Visit): Reply {
  const asked = visit.query.get('provider')
  return form({ provider: providers.find((each) => each === asked) })
}

export async function addConnection(visit: Visit): Promise<Reply> {
  const sent = await visit.form()
  const given = { provider: providers.find((each) => each === sent.get('provider')), name: sent.get('name') ?? '' }
  const checked = check(proposal, sent)
  if (checked.kind === 'refused') return form(given, checked.errors, 422)
  const { provider } = checked.values
  const name = checked.values.name ?? (provider === 'generic' ? 'Identity provider' : providerNames[provider])
  return attempt(
    async () => {
      const { connection, token } = await visit.directory.addConnection(visit.staff, name, { provider })
      return redirect(pathOf(connection, '/setup'), 'The connection is made; now tell the identity provider.', token)
    },
    (message, status) => form({ ...given, name }, { name: message }, status),
  )
}

interface Given {
  readonly provider: Provider | undefined
  readonly name?: string
}

function form({ provider, name = '' }: Given, errors: Readonly<Record<string, string>> = {}, status = 200): Reply {
  return page(
    'Add a connection',
    <>
      <PageHeader title="Add a connection" trail={[{ label: 'Connections', href: '/connections' }]} />
      <Section>
        <Form action="/connections" autocomplete="off">
          <FormErrors errors={Object.entries(errors).map(([field, message]) => ({ field, message }))} />
          <Field
            name="provider"
            type="radio"
            label="Which identity provider do you use?"
            required
            value={provider ?? ''}
            error={errors.provider}
            choices={providers.map((value) => ({
              value,
              label: value === 'generic' ? 'Another one' : providerNames[value],
              ...(value === 'generic' && { description: 'Whatever speaks SCIM 2.0.' }),
            }))}
          />
          <Field
            name="name"
            label="Name"
            hint="What you will find it by here. Empty: the provider’s name."
            optional
            value={name}
            error={errors.name}
            maxlength={200}
          />
          <Actions>
            <Button icon="plus">Add the connection</Button>
            <ButtonLink kind="quiet" href="/connections">
              Cancel
            </ButtonLink>
          </Actions>
        </Form>
      </Section>
    </>,
    { section: 'connections', status },
  )
}
