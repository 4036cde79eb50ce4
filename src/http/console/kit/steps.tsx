import type { ComponentChildren } from 'preact'
import { Icon } from './icon'

/** Instructions in order: give it Step. */
export function Steps({ children }: { readonly children: ComponentChildren }) {
  return <ol class="steps">{children}</ol>
}

type StepProps = {
  readonly title: ComponentChildren
  readonly done?: boolean
  readonly children?: ComponentChildren
}

export function Step({ title, done, children }: StepProps) {
  return (
    <li class={done ? 'done' : undefined}>
      {done && (
        <span class="step-done good">
          <Icon name="check" />
        </span>
      )}
      <p class="strong">
        {title}
        {done && <span class="visually-hidden"> (done)</span>}
      </p>
      {children && <div class="stack">{children}</div>}
    </li>
  )
}
