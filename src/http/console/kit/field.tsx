import type { ComponentChildren } from 'preact'
import { Choice } from './choice'
import { classNames } from './class-names'
import { Control } from './control'
import { Icon } from './icon'

type Common = {
  readonly name: string
  readonly label: string
  readonly hint?: ComponentChildren
  readonly error?: string
  readonly required?: boolean
  readonly disabled?: boolean
  /** Needed when two fields of a page have the same name; the element's id is `field-` and this. */
  readonly id?: string
  readonly labelHidden?: boolean
  /** Says "optional" beside the label. */
  readonly optional?: boolean
}

export type TextField = Common & {
  readonly type?: 'text' | 'email' | 'password' | 'number' | 'search' | 'url' | 'date' | 'datetime-local'
  readonly value?: string | number
  readonly placeholder?: string
  readonly autocomplete?: string
  readonly autofocus?: boolean
  readonly readonly?: boolean
  readonly monospace?: boolean
  readonly min?: number | string
  readonly max?: number | string
  readonly step?: number | 'any'
  readonly minlength?: number
  readonly maxlength?: number
  readonly pattern?: string
  /** After the input: a unit. */
  readonly suffix?: string
  /** Values to offer. */
  readonly suggestions?: readonly string[]
}

export type SelectField = Common & {
  readonly type: 'select'
  readonly value?: string
  readonly options: readonly { readonly value: string; readonly label: string; readonly disabled?: boolean }[]
}

export type TextareaField = Common & {
  readonly type: 'textarea'
  readonly value?: string
  readonly rows?: number
  readonly placeholder?: string
  readonly monospace?: boolean
  readonly maxlength?: number
}

type CheckboxField = Common & {
  readonly type: 'checkbox' | 'switch'
  readonly checked?: boolean
  /** What is sent when checked: "on" unless told. */
  readonly value?: string
}

type RadioField = Common & {
  readonly type: 'radio'
  readonly value?: string
  readonly choices: readonly {
    readonly value: string
    readonly label: string
    readonly description?: ComponentChildren
    readonly disabled?: boolean
  }[]
}

export type FieldProps = TextField | SelectField | TextareaField | CheckboxField | RadioField

/** A label and what it labels, with its hint and its error. */
export function Field(props: FieldProps) {
  switch (props.type) {
    case 'checkbox':
    case 'switch':
      return <Checkbox {...props} />
    case 'radio':
      return <Radios {...props} />
    default:
      return <Labelled {...props} />
  }
}

function Labelled(field: TextField | SelectField | TextareaField) {
  const id = idOf(field)
  return (
    <div class="field">
      <label class={labelClass(field)} for={id}>
        <Label {...field} />
      </label>
      <Hint {...field} />
      <Control field={field} state={stateOf(field)} />
      <Mistake {...field} />
    </div>
  )
}

function Checkbox(field: CheckboxField) {
  const { type, value, checked, hint } = field
  return (
    <div class="field">
      <Choice
        {...stateOf(field)}
        look={type}
        label={<Label {...field} />}
        value={value}
        checked={checked}
        description={hint}
      />
      <Mistake {...field} />
    </div>
  )
}

function Radios(field: RadioField) {
  const { id, name, required, disabled, 'aria-describedby': described } = stateOf(field)
  return (
    <fieldset class="field" id={id} aria-describedby={described}>
      <legend class={labelClass(field)}>
        <Label {...field} />
      </legend>
      <Hint {...field} />
      <div class="choices">
        {field.choices.map((choice, index) => (
          <Choice
            key={choice.value}
            {...choice}
            id={`${id}-${index}`}
            look="radio"
            name={name}
            required={required}
            disabled={disabled || choice.disabled}
            checked={choice.value === field.value}
          />
        ))}
      </div>
      <Mistake {...field} />
    </fieldset>
  )
}

export type FieldState = ReturnType<typeof stateOf>

function stateOf(field: Common) {
  const { name, required, disabled, hint, error } = field
  const id = idOf(field)
  return {
    id,
    name,
    required,
    disabled,
    'aria-describedby': classNames(hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`),
    'aria-invalid': error === undefined ? undefined : true,
  }
}

function idOf({ id, name }: Common): string {
  return `field-${id ?? name}`
}

function labelClass({ labelHidden }: Common): string | undefined {
  return classNames('label', labelHidden && 'visually-hidden')
}

function Label({ label, optional }: Common) {
  return (
    <>
      {label}
      {optional && <span class="muted"> (optional)</span>}
    </>
  )
}

function Hint(field: Common) {
  if (field.hint === undefined) return null
  return (
    <p class="hint" id={`${idOf(field)}-hint`}>
      {field.hint}
    </p>
  )
}

function Mistake(field: Common) {
  if (field.error === undefined) return null
  return (
    <p class="field-error" id={`${idOf(field)}-error`}>
      <Icon name="error" />
      {field.error}
    </p>
  )
}
