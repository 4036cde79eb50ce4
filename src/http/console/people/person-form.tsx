import type { ComponentChildren } from 'preact'
import type { ResourceType } from '../../../scim/attribute'
import { Button, ButtonLink } from '../kit/button'
import { Field } from '../kit/field'
import { Actions, Form, FormErrors } from '../kit/form'
import { Grid, Row } from '../kit/layout'
import { Section } from '../kit/section'
import { Disclosure } from '../kit/text'
import { AttributePath } from './attribute-path'
import { type ListValue, listFields, mainFields, moreFields, type PersonField } from './person-fields'

/** What stands in a person's form. */
export interface Entries {
  readonly texts: Readonly<Record<string, string>>
  readonly lists: Readonly<Record<string, readonly ListValue[]>>
}

interface PersonFormProps {
  readonly action: string
  readonly type: ResourceType
  readonly entries: Entries
  readonly errors: Readonly<Record<string, string>>
  /** What is wrong with the whole. */
  readonly message?: string | undefined
  readonly hidden?: Readonly<Record<string, string>>
  readonly submit: string
  readonly cancel: string
  /** More fields. */
  readonly children?: ComponentChildren
}

/** The attributes of somebody, to be typed in; without script there is always room for one value more. */
export function PersonForm(props: PersonFormProps) {
  const { action, type, entries, errors, message, hidden, submit, cancel, children } = props
  const wrong = Object.entries(errors).map(([field, text]) => ({ field, message: text }))
  const more = moreFields(type)
  const isMoreUsed = more.some(({ name }) => entries.texts[name] || errors[name])
  return (
    <Section>
      <Form action={action} hidden={hidden ?? {}}>
        <FormErrors errors={[...(message === undefined ? [] : [{ message }]), ...wrong]} />
        {[['userName'], ['displayName'], ['name.givenName', 'name.familyName', 'title']].map((names) => (
          <Grid key={names.join()}>
            {mainFields
              .filter(({ name }) => names.includes(name))
              .map((field) => (
                <PersonInput key={field.name} field={field} entries={entries} errors={errors} />
              ))}
          </Grid>
        ))}
        {listFields.map(({ name, label, types }) => (
          <ListInputs
            key={name}
            name={name}
            label={label}
            types={types}
            values={entries.lists[name] ?? []}
            errors={errors}
          />
        ))}
        {children}
        <Disclosure summary="More attributes" open={isMoreUsed}>
          <div class="person-fields">
            <Grid>
              {more.map((field) => (
                <PersonInput key={field.name} field={field} entries={entries} errors={errors} />
              ))}
            </Grid>
          </div>
        </Disclosure>
        <Actions>
          <Button>{submit}</Button>
          <ButtonLink kind="quiet" href={cancel}>
            Cancel
          </ButtonLink>
        </Actions>
      </Form>
    </Section>
  )
}

interface PersonInputProps {
  readonly field: PersonField
  readonly entries: Entries
  readonly errors: Readonly<Record<string, string>>
}

function PersonInput({ field: { name, label, kind, hint, path }, entries, errors }: PersonInputProps) {
  const error = errors[name]
  const common = {
    name,
    label,
    ...(error !== undefined && { error }),
    ...(hint !== undefined
      ? { hint }
      : path.length > 1 && path[0]?.startsWith('urn:')
        ? { hint: <AttributePath path={name} /> }
        : {}),
  }
  const value = entries.texts[name] ?? ''
  if (kind === 'boolean') {
    const options = [
      { value: '', label: 'Not said' },
      { value: 'true', label: 'Yes' },
      { value: 'false', label: 'No' },
    ]
    return <Field {...common} type="select" value={value} options={options} />
  }
  const placeholder = kind === 'moment' ? '2026-01-31T09:00:00Z' : undefined
  return (
    <Field
      {...common}
      type={kind === 'number' ? 'number' : 'text'}
      value={value}
      {...(kind === 'number' && { step: 'any' as const })}
      {...(placeholder !== undefined && { placeholder })}
      {...(name === 'userName' ? { required: true, autocomplete: 'off' } : {})}
      maxlength={1000}
    />
  )
}

interface ListInputsProps {
  readonly name: string
  readonly label: string
  readonly types: readonly string[]
  readonly values: readonly ListValue[]
  readonly errors: Readonly<Record<string, string>>
}

function ListInputs({ name, label, types, values, errors }: ListInputsProps) {
  return (
    <>
      {[...values, { value: '', type: types[0] ?? '' }].map(({ value, type }, index) => {
        const error = errors[`${name}.${index}`]
        const isLast = index === values.length
        const offered = [...new Set(['', ...types, type])]
        return (
          <Row key={index}>
            <Field
              name={`${name}.${index}`}
              type={name === 'emails' ? 'email' : 'text'}
              label={index === 0 ? label : isLast ? `One more ${label.toLowerCase()}` : `${label} ${index + 1}`}
              value={value}
              {...(error !== undefined && { error })}
              maxlength={1000}
              {...(index === 0 &&
                values.length > 1 &&
                name === 'emails' && { hint: 'The first one is the primary one.' })}
            />
            <Field
              name={`${name}.${index}.type`}
              type="select"
              label="Kind"
              value={type}
              options={offered.map((kind) => ({ value: kind, label: kind || 'None' }))}
            />
          </Row>
        )
      })}
    </>
  )
}
