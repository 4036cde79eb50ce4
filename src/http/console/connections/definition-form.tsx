import type { Connection } from '../../../directory/connection'
import { Button, ButtonLink } from '../kit/button'
import { Field } from '../kit/field'
import { Actions, Form, FormErrors } from '../kit/form'
import { Section } from '../kit/section'
import { pathOf } from './frame'

export const simpleTypes = ['string', 'boolean', 'integer', 'decimal', 'dateTime', 'reference', 'binary'] as const
export const returnedWhen = ['default', 'always', 'request', 'never'] as const
export const changedHow = ['readWrite', 'immutable', 'writeOnly'] as const

/** What stands in the fields, as it was typed. */
export interface Drafted {
  readonly schema: string
  readonly name: string
  readonly type: string
  readonly parts: string
  readonly multiValued: boolean
  readonly required: boolean
  readonly unique: boolean
  readonly caseExact: boolean
  readonly returned: string
  readonly mutability: string
  readonly canonicalValues: string
  readonly description: string
}

interface DefinitionFormProps {
  readonly connection: Connection
  readonly draft: Drafted
  readonly errors: Readonly<Record<string, string>>
  /** What the directory has to say against it. */
  readonly message: string | undefined
}

export function DefinitionForm({ connection, draft, errors, message }: DefinitionFormProps) {
  const text = (name: keyof Drafted) => ({ name, value: String(draft[name]), error: errors[name] })
  const tick = (name: keyof Drafted) => ({ name, type: 'checkbox' as const, checked: draft[name] === true })
  const mistakes = Object.entries(errors).map(([field, message]) => ({ field, message }))
  return (
    <Section>
      <Form action={pathOf(connection, '/attributes/definition')} autocomplete="off">
        <FormErrors errors={message === undefined ? mistakes : [...mistakes, { message }]} />
        <Field
          {...text('schema')}
          label="Schema"
          hint="A URN of your own that the identity provider writes before the name, such as urn:example:schemas:2.0:User."
          required
          monospace
          maxlength={200}
        />
        <Field {...text('name')} label="Name" required monospace maxlength={64} hint="Such as badgeNumber." />
        <Field
          {...text('type')}
          type="select"
          label="Type"
          options={Object.entries(typeLabels).map(([value, label]) => ({ value, label }))}
        />
        <Field
          {...text('parts')}
          type="textarea"
          label="Parts, where there are several"
          optional
          monospace
          hint="One a line, with its type behind a colon: “floor: integer”. Without a type it is text."
        />
        <Field {...tick('multiValued')} label="It has several values" />
        <Field
          {...tick('required')}
          label="Required"
          hint="Whoever has the extension must have it, else the request is refused."
        />
        <Field {...tick('unique')} label="Unique" hint="No two people of the organization may have the same value." />
        <Field {...tick('caseExact')} label="Upper and lower case differ" hint="For text." />
        <Field
          {...text('returned')}
          type="select"
          label="Returned to the identity provider"
          options={Object.entries(returnedLabels).map(([value, label]) => ({ value, label }))}
        />
        <Field
          {...text('mutability')}
          type="select"
          label="Changes"
          options={Object.entries(changeLabels).map(([value, label]) => ({ value, label }))}
        />
        <Field
          {...text('canonicalValues')}
          type="textarea"
          label="Usual values"
          optional
          hint="One a line, for text. They are suggested; others are taken too."
        />
        <Field {...text('description')} label="Description" optional maxlength={1000} hint="What it is, for people." />
        <Actions>
          <Button>Save the definition</Button>
          <ButtonLink kind="quiet" href={pathOf(connection, '/attributes')}>
            Cancel
          </ButtonLink>
        </Actions>
      </Form>
    </Section>
  )
}

const typeLabels: Readonly<Record<(typeof simpleTypes)[number] | 'complex', string>> = {
  string: 'Text (string)',
  boolean: 'Yes or no (boolean)',
  integer: 'Whole number (integer)',
  decimal: 'Number (decimal)',
  dateTime: 'Date and time (dateTime)',
  reference: 'Address (reference)',
  binary: 'Bytes in base64 (binary)',
  complex: 'Several parts (complex)',
}

const returnedLabels: Readonly<Record<(typeof returnedWhen)[number], string>> = {
  default: 'Usually (default)',
  always: 'Always, even when others are asked for (always)',
  request: 'Only when asked for (request)',
  never: 'Never (never)',
}

const changeLabels: Readonly<Record<(typeof changedHow)[number], string>> = {
  readWrite: 'Can be changed (readWrite)',
  immutable: 'Set once (immutable)',
  writeOnly: 'Written, and never returned (writeOnly)',
}
