import { Type } from '@sinclair/typebox'
import type { Connection } from '../../../directory/connection'
import { type ConnectionSettings, providers } from '../../../directory/settings'
import { Button } from '../kit/button'
import { Field } from '../kit/field'
import { Actions, Form, FormErrors } from '../kit/form'
import { Section } from '../kit/section'
import { pathOf } from './frame'
import { word } from './new'
import { providerNames } from './providers'

/** The settings as fields of a form. */
export const settingFields = Type.Object({
  provider: word(providers, 'Choose an identity provider.'),
  existingPeople: word(['refuse', 'adopt'], 'Choose what happens to existing people.'),
  passwordSync: Type.Boolean(),
  strict: Type.Boolean(),
  equalGroupNames: Type.Boolean(),
  groupPatchAnswer: word(['resource', 'nothing'], 'Choose what is answered.'),
  logBodies: Type.Boolean(),
  publicDiscovery: Type.Boolean(),
  requestsPerSecond: Type.Integer({
    minimum: 0,
    maximum: 100_000,
    description: 'Enter a whole number from 0 to 100000; 0 is no limit.',
  }),
  safeguardPercent: Type.Integer({
    minimum: 0,
    maximum: 100,
    description: 'Enter a whole number from 0 to 100; 0 switches it off.',
  }),
})

/** What stands in the fields: texts as they were typed. */
export type Shown = { readonly [Name in keyof ConnectionSettings]: string | number | boolean }

export function shownIn(sent: URLSearchParams): Shown {
  const text = (name: string) => sent.get(name) ?? ''
  return {
    provider: text('provider'),
    existingPeople: text('existingPeople'),
    passwordSync: sent.has('passwordSync'),
    strict: sent.has('strict'),
    equalGroupNames: sent.has('equalGroupNames'),
    groupPatchAnswer: text('groupPatchAnswer'),
    logBodies: sent.has('logBodies'),
    publicDiscovery: sent.has('publicDiscovery'),
    requestsPerSecond: text('requestsPerSecond'),
    safeguardPercent: text('safeguardPercent'),
  }
}

interface SettingsFormProps {
  readonly connection: Connection
  readonly shown: Shown
  /** The settings when the form was first shown, as JSON. */
  readonly was: string
  readonly errors: Readonly<Record<string, string>>
  readonly disabled: boolean
  readonly isOwner: boolean
}

export function SettingsForm({ connection, shown, was, errors, disabled, isOwner }: SettingsFormProps) {
  const toggle = (name: keyof ConnectionSettings) => ({ name, checked: shown[name] === true, disabled })
  const field = (name: keyof ConnectionSettings) => ({
    name,
    value: String(shown[name]),
    error: errors[name],
    disabled,
  })
  return (
    <Form action={pathOf(connection, '/settings')} hidden={{ was }} autocomplete="off">
      <FormErrors errors={Object.entries(errors).map(([field, message]) => ({ field, message }))} />
      <Section title="People">
        <Field
          {...field('existingPeople')}
          type="radio"
          label="People who are here already"
          choices={[
            {
              value: 'refuse',
              label: 'Leave them alone',
              description:
                'The connection does not see people it did not make. When it wants to create one of them, that is refused (409), and the event says who was met.',
            },
            {
              value: 'adopt',
              label: 'Let the connection take them over',
              description:
                'It finds people who belong to no connection, and its first write to one makes them its own; they keep their role. Choose this when you connect a provider to a team that is here already.',
            },
          ]}
        />
        <Field
          {...toggle('passwordSync')}
          disabled={disabled || (!isOwner && shown.passwordSync !== true)}
          type="switch"
          label="Password sync"
          hint="Keeps passwords that the provider sends, as argon2id hashes, so that people sign in with them here. Okta and JumpCloud can send them. While this is off they are thrown away. Only an owner can switch it on, as it reaches owners too."
        />
        <Field
          {...field('safeguardPercent')}
          type="number"
          label="Safeguard"
          suffix="% of its active people"
          min={0}
          max={100}
          hint="When more than this share, and more than ten people, would be deactivated or deleted within an hour, nobody else is until an owner decides. 0 switches it off."
        />
      </Section>
      <Section title="Groups">
        <Field
          {...toggle('equalGroupNames')}
          type="switch"
          label="Equal group names"
          hint="Lets two groups of this connection have the same name. Otherwise the second is refused (409), which Okta and Entra expect."
        />
        <Field
          {...field('groupPatchAnswer')}
          type="radio"
          label="What a change to a group is answered with"
          choices={[
            {
              value: 'resource',
              label: 'The group',
              description: '200 and the group with up to 100 members; larger ones get 204 without it. Suits everybody.',
            },
            { value: 'nothing', label: 'Nothing', description: '204, which is quicker. Entra and Okta take it.' },
          ]}
        />
      </Section>
      <Section title="Protocol">
        <Field
          {...toggle('strict')}
          type="switch"
          label="Strict mode"
          hint="Refuses what departs from the RFC instead of understanding it. Good for testing a client of your own; Okta and Entra do depart from it, so leave it off for them."
        />
        <Field
          {...toggle('publicDiscovery')}
          type="switch"
          label="Public discovery"
          hint="Answers /ServiceProviderConfig, /ResourceTypes and /Schemas without a token, which some clients need before they authenticate."
        />
        <Field
          {...field('requestsPerSecond')}
          type="number"
          label="Limit"
          suffix="requests a second"
          min={0}
          max={100_000}
          hint="Beyond it requests get 429 and are sent again later. Entra needs at least 25. 0 is no limit."
        />
      </Section>
      <Section title="Log and labels">
        <Field
          {...toggle('logBodies')}
          type="switch"
          label="Keep bodies in the log"
          hint="Events show what was sent and answered, without passwords and tokens. Switch it off where that is too personal; then it is harder to see why something failed."
        />
        <Field
          {...field('provider')}
          type="select"
          label="Identity provider"
          hint="The setup guide and the words on these pages go by it; nothing else does."
          options={providers.map((value) => ({ value, label: providerNames[value] }))}
        />
      </Section>
      {!disabled && (
        <Actions>
          <Button>Save the settings</Button>
        </Actions>
      )}
    </Form>
  )
}
