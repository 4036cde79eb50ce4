import type { ComponentChildren } from 'preact'

type ChoiceProps = {
  readonly look: 'checkbox' | 'switch' | 'radio'
  readonly id: string
  readonly name: string
  readonly label: ComponentChildren
  readonly value: string | undefined
  readonly checked: boolean | undefined
  readonly description?: ComponentChildren
  readonly required?: boolean | undefined
  readonly disabled?: boolean | undefined
  readonly 'aria-describedby'?: string | undefined
  readonly 'aria-invalid'?: boolean | undefined
}

/** A box to tick or a button to choose, with its words beside it. */
export function Choice({ look, id, label, description, ...rest }: ChoiceProps) {
  const input = {
    'aria-describedby': description ? `${id}-hint` : undefined,
    ...rest,
    id,
    'aria-labelledby': `${id}-label`,
  }
  return (
    <label class={`choice ${look}`} for={id}>
      {look === 'radio' ? (
        <input {...input} type="radio" />
      ) : (
        <input {...input} type="checkbox" role={look === 'switch' ? 'switch' : undefined} />
      )}
      <span class="choice-text">
        <span id={`${id}-label`}>{label}</span>
        {description && (
          <span class="hint" id={`${id}-hint`}>
            {description}
          </span>
        )}
      </span>
    </label>
  )
}
