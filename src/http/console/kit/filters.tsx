import type { ComponentChildren } from 'preact'
import { Button, ButtonLink } from './button'
import { HiddenFields, type HiddenValues } from './hidden-fields'
import { Icon } from './icon'

type FiltersProps = {
  readonly action: string
  /** How many are in force. */
  readonly active?: number
  /** Where none are. */
  readonly clear?: string
  readonly hidden?: HiddenValues
  readonly submit?: string
  /** Fields. */
  readonly children: ComponentChildren
}

/** A form that asks for the same page again, as a bar; on narrow screens it folds away. */
export function Filters({ action, active = 0, clear, hidden, submit = 'Apply', children }: FiltersProps) {
  return (
    <details class="filters">
      <summary class="button secondary">
        <Icon name="filter" />
        {active === 0 ? 'Filters' : `Filters: ${active} active`}
      </summary>
      <form class="filters-bar" action={action} method="get">
        <HiddenFields values={hidden} />
        {children}
        <div class="actions">
          <Button kind="secondary">{submit}</Button>
          {clear && active > 0 && (
            <ButtonLink kind="quiet" href={clear}>
              Clear
            </ButtonLink>
          )}
        </div>
      </form>
    </details>
  )
}
