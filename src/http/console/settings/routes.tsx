import { Type } from '@sinclair/typebox'
import { check } from '../form'
import { Button, ButtonLink } from '../kit/button'
import { DefinitionList } from '../kit/definition-list'
import { Field } from '../kit/field'
import { Actions, Form } from '../kit/form'
import { PageHeader } from '../kit/page-header'
import { Section } from '../kit/section'
import { Time } from '../kit/time'
import { attempt } from '../refused'
import { get, page, post, type Reply, type Route, redirect, type Visit } from '../visit'

/** What holds for the whole organization. */
export const settingsRoutes: readonly Route[] = [
  get('/settings', 'admin', (visit) => settingsPage(visit)),
  post('/settings', 'admin', save),
]

const form = Type.Object({
  publicDiscovery: Type.Boolean(),
  name: Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'Give the organization a name of 1 to 200 characters.',
  }),
  eventRetentionDays: Type.Integer({
    minimum: 0,
    maximum: 3650,
    description: 'Enter a number of days from 1 to 3650, or 0 to keep events for ever.',
  }),
})

async function save(visit: Visit): Promise<Reply> {
  const sent = await visit.form()
  const checked = check(form, sent)
  if (checked.kind === 'refused') return settingsPage(visit, { errors: checked.errors, sent })
  const { name, ...settings } = checked.values
  return attempt(
    async () => {
      await visit.directory.configureOrganization(visit.staff, { name, settings })
      return redirect('/settings', 'The settings are saved.')
    },
    (message) => settingsPage(visit, { errors: { name: message }, sent }),
  )
}

interface Again {
  readonly errors: Readonly<Record<string, string>>
  readonly sent: URLSearchParams
}

function settingsPage({ organization, staff, now }: Visit, again?: Again): Reply {
  const { errors = {}, sent } = again ?? {}
  const { id, slug, name, created, settings } = organization
  return page(
    'Settings',
    <>
      <PageHeader title="Settings" />
      <Section title="Organization">
        <Form action="/settings">
          <Field
            name="name"
            label="Name"
            value={sent?.get('name') ?? name}
            error={errors.name}
            required
            maxlength={200}
          />
          <Field
            name="eventRetentionDays"
            type="number"
            label="Keep events for"
            suffix="days"
            hint="Older events are deleted. 0 keeps them for ever. The history of people and groups is not touched."
            value={sent?.get('eventRetentionDays') ?? settings.eventRetentionDays}
            error={errors.eventRetentionDays}
            min={0}
            max={3650}
            required
          />
          <Field
            name="publicDiscovery"
            type="switch"
            label="Public discovery"
            hint="What every connection can do and which attributes there are, your own included, can be read without a token. People and groups never can."
            checked={sent ? sent.has('publicDiscovery') : settings.publicDiscovery}
          />
          <Actions>
            <Button>Save</Button>
          </Actions>
        </Form>
      </Section>
      <Section title="For commands and the API">
        <DefinitionList
          rows={[
            { term: 'Short name', description: slug, monospace: true },
            { term: 'Id', description: id, monospace: true },
            { term: 'Made', description: <Time ms={created} now={now} show="both" /> },
          ]}
        />
      </Section>
      {staff.role === 'owner' && (
        <Section
          title="API keys"
          description="Your own software administers this organization with a key."
          actions={<ButtonLink href="/api-keys">API keys</ButtonLink>}
        />
      )}
    </>,
    { section: 'settings', ...(again && { status: 422 }) },
  )
}
