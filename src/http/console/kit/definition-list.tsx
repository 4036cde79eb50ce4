import type { ComponentChildren } from 'preact'
import { classNames } from './class-names'

type DefinitionListProps = {
  readonly rows: readonly {
    readonly term: ComponentChildren
    readonly description: ComponentChildren
    /** Under the term: such as the SCIM name of an attribute. */
    readonly hint?: ComponentChildren
    readonly monospace?: boolean
  }[]
}

export function DefinitionList({ rows }: DefinitionListProps) {
  return (
    <dl class="definitions">
      {rows.map(({ term, description, hint, monospace }, index) => (
        <div key={index}>
          <dt>
            {term}
            {hint && <span class="hint">{hint}</span>}
          </dt>
          <dd class={classNames(monospace && 'monospace')} dir="auto">
            {description ?? <span class="muted">—</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
