import { h } from 'preact'
import { classNames } from './class-names'
import type { FieldState, SelectField, TextareaField, TextField } from './field'

type ControlProps<Field> = {
  readonly field: Field
  readonly state: FieldState
}

/** What is typed into or chosen from. */
export function Control({ field, state }: ControlProps<TextField | SelectField | TextareaField>) {
  switch (field.type) {
    case 'select':
      return <Select field={field} state={state} />
    case 'textarea':
      return <Textarea field={field} state={state} />
    default:
      return <Input field={field} state={state} />
  }
}

function Select({ field, state }: ControlProps<SelectField>) {
  return (
    <select class="input" {...state}>
      {field.options.map(({ value, label, disabled }) => (
        <option key={value} value={value} disabled={disabled} selected={value === field.value}>
          {label}
        </option>
      ))}
    </select>
  )
}

/** The parser drops a first line break. */
function Textarea({ field, state }: ControlProps<TextareaField>) {
  const { value, rows = 4, placeholder, maxlength, monospace } = field
  return (
    <textarea
      class={classNames('input', monospace && 'monospace')}
      dir="auto"
      rows={rows}
      placeholder={placeholder}
      maxlength={maxlength}
      {...state}
    >
      {value?.startsWith('\n') ? `\n${value}` : value}
    </textarea>
  )
}

function Input({ field, state }: ControlProps<TextField>) {
  const { value, placeholder, autocomplete, autofocus, readonly, min, max, step, minlength, maxlength, pattern } = field
  const { monospace, suffix, suggestions, type = 'text' } = field
  const list = suggestions && `${state.id}-list`
  const traits = {
    value,
    placeholder,
    autocomplete,
    autofocus,
    readonly,
    min,
    max,
    step,
    minlength,
    maxlength,
    pattern,
  }
  const direction = type === 'text' || type === 'search' ? 'auto' : undefined
  const spellcheck = monospace ? false : undefined
  const input = h('input', {
    class: classNames('input', monospace && 'monospace'),
    type,
    dir: direction,
    spellcheck,
    list,
    ...traits,
    ...state,
  })
  return (
    <>
      {suffix ? (
        <span class="with-suffix">
          {input} <span class="muted">{suffix}</span>
        </span>
      ) : (
        input
      )}
      {suggestions && (
        <datalist id={list}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
    </>
  )
}
