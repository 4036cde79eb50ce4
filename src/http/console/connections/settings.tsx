import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Connection } from '../../../directory/connection'
import { connectionSettings } from '../../../directory/settings'
import { check } from '../form'
import { Button } from '../kit/button'
import { Field } from '../kit/field'
import { Actions, Form } from '../kit/form'
import { Notice } from '../kit/notice'
import { Section } from '../kit/section'
import { attempt } from '../refused'
import { page, type Reply, redirect, type Visit } from '../visit'
import { connectionIn, Frame, may, pathOf } from './frame'
import { connectionName } from './new'
import { SettingsForm, type Shown, settingFields, shownIn } from './settings-form'

export async function settings(visit: Visit): Promise<Reply> {
  return view(visit, await connectionIn(visit))
}

export async function rename(visit: Visit): Promise<Reply> {
  const { directory, staff } = visit
  const connection = await connectionIn(visit)
  const sent = await visit.form()
  const again = (message: string, status: number) =>
    view(visit, connection, { name: sent.get('name') ?? '', errors: { name: message }, status })
  const checked = check(Type.Object({ name: connectionName }), sent)
  if (checked.kind === 'refused') return again(checked.errors.name ?? '', 422)
  return attempt(async () => {
    const { name } = await directory.renameConnection(staff, connection.id, checked.values.name)
    return redirect(pathOf(connection, '/settings'), `The connection is called ${name} now.`)
  }, again)
}

export async function configure(visit: Visit): Promise<Reply> {
  const { directory, staff } = visit
  const connection = await connectionIn(visit)
  const sent = await visit.form()
  const was = sent.get('was') ?? ''
  const again = { shown: shownIn(sent), was }
  const checked = check(settingFields, sent)
  if (checked.kind === 'refused') return view(visit, connection, { ...again, errors: checked.errors, status: 422 })
  const before = readSettings(was)
  // What somebody else has changed since the form was shown stays, unless it was changed in the form as well.
  const changed = Object.entries(checked.values).filter(([name, value]) => before[name] !== value)
  return attempt(
    async () => {
      await directory.configure(staff, connection.id, Object.fromEntries(changed))
      return redirect(pathOf(connection, '/settings'), 'The settings are saved, and hold from the next request on.')
    },
    (message, status) => view(visit, connection, { ...again, message, status }),
  )
}

/** Nothing where it cannot be read: then all that the form says is new. */
function readSettings(text: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(text)
    return Value.Check(Type.Partial(connectionSettings), read) ? { ...read } : {}
  } catch {
    return {}
  }
}

interface Again {
  readonly shown?: Shown
  readonly was?: string
  readonly name?: string
  readonly errors?: Readonly<Record<string, string>>
  readonly message?: string
  readonly status: number
}

function view(visit: Visit, connection: Connection, again?: Again): Reply {
  const disabled = !may(visit, 'admin')
  const { errors: { name: nameError, ...errors } = {}, message } = again ?? {}
  return page(
    `Settings · ${connection.name}`,
    <Frame connection={connection} current="settings">
      {disabled && <Notice kind="info">Admins and owners can change these settings.</Notice>}
      {message && <Notice kind="error">{message}</Notice>}
      <Section title="Name">
        <Form action={pathOf(connection, '/name')} autocomplete="off">
          <Field
            name="name"
            label="Name"
            labelHidden
            value={again?.name ?? connection.name}
            error={nameError}
            disabled={disabled}
            required
            maxlength={200}
          />
          {!disabled && (
            <Actions>
              <Button kind="secondary">Rename</Button>
            </Actions>
          )}
        </Form>
      </Section>
      <SettingsForm
        connection={connection}
        shown={again?.shown ?? connection.settings}
        was={again?.was ?? JSON.stringify(connection.settings)}
        errors={errors}
        disabled={disabled}
        isOwner={may(visit, 'owner')}
      />
    </Frame>,
    { section: 'connections', ...(again && { status: again.status }) },
  )
}
