import type { ComponentChildren } from 'preact'
import { HiddenFields, type HiddenValues } from './hidden-fields'
import { Icon } from './icon'

type FormProps = {
  readonly action: string
  readonly method?: 'post' | 'get'
  readonly hidden?: HiddenValues
  readonly autocomplete?: 'on' | 'off'
  readonly id?: string
  readonly children: ComponentChildren
}

export function Form({ action, method = 'post', hidden, autocomplete, id, children }: FormProps) {
  return (
    <form class="form stack" action={action} method={method} autocomplete={autocomplete} id={id}>
      <HiddenFields values={hidden} />
      {children}
    </form>
  )
}

/** Buttons in a row: at the end of a form, or wherever some are needed. */
export function Actions({ children }: { readonly children: ComponentChildren }) {
  return <div class="actions">{children}</div>
}

type FormErrorsProps = {
  readonly title?: string
  /** `field` is a Field's name (or its id, where it was given one). */
  readonly errors: readonly { readonly field?: string; readonly message: string }[]
}

/** What has to be put right, with links to where; nothing when there are no errors. */
export function FormErrors({ title = 'Please check what you entered', errors }: FormErrorsProps) {
  if (errors.length === 0) return null
  return (
    <div class="notice error" role="alert">
      <Icon name="error" label="Error:" />
      <div class="notice-text">
        <p class="strong">{title}</p>
        <ul>
          {errors.map(({ field, message }) => (
            <li key={message}>{field ? <a href={`#field-${field}`}>{message}</a> : message}</li>
          ))}
        </ul>
      </div>
    </div>
  )
}
