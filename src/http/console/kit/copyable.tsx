import type { ComponentChildren } from 'preact'
import { classNames } from './class-names'
import { CopyButton } from './copy-button'
import { Icon } from './icon'

type CopyableProps = {
  /** Unique on its page. */
  readonly id: string
  readonly label: string
  readonly value: string
  readonly hint?: ComponentChildren
  /** It will not be shown again. */
  readonly secret?: boolean
}

export function Copyable({ id, label, value, hint, secret }: CopyableProps) {
  const note = hint || secret ? `${id}-hint` : undefined
  return (
    <div class={classNames('field', 'copyable', secret && 'secret')}>
      <label class="label" for={id}>
        {label}
      </label>
      <div class="copy-row">
        <input
          class="input monospace"
          id={id}
          type="text"
          value={value}
          readonly
          dir="ltr"
          spellcheck={false}
          autocomplete="off"
          aria-describedby={note}
        />
        <CopyButton from={id} what={label} />
      </div>
      {note && (
        <p class="hint" id={note}>
          {secret && (
            <span class="strong">
              <Icon name="key" />
              Shown only now: keep it somewhere safe.{' '}
            </span>
          )}
          {hint}
        </p>
      )}
    </div>
  )
}
