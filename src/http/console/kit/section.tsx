import type { ComponentChildren } from 'preact'
import { classNames } from './class-names'
import { Heading } from './page-header'

type SectionProps = {
  readonly title?: ComponentChildren
  readonly description?: ComponentChildren
  readonly actions?: ComponentChildren
  readonly footer?: ComponentChildren
  readonly id?: string
  readonly tone?: 'danger'
  /** The content reaches the card's edges: for a Table. */
  readonly flush?: boolean
  readonly children?: ComponentChildren
}

/** A titled card. */
export function Section({ title, description, actions, footer, id, tone, flush, children }: SectionProps) {
  return (
    <section class={classNames('card', tone, flush && 'flush')} id={id}>
      {title && (
        <div class="card-head">
          <Heading title={title} subtitle={description} actions={actions} />
        </div>
      )}
      {children && <div class="card-body stack">{children}</div>}
      {footer && <div class="card-foot">{footer}</div>}
    </section>
  )
}
