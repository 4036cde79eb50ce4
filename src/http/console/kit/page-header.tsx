import type { ComponentChildren } from 'preact'
import { Icon } from './icon'

type PageHeaderProps = {
  readonly title: ComponentChildren
  readonly subtitle?: ComponentChildren
  /** The pages above this one, from the top. */
  readonly trail?: readonly { readonly label: string; readonly href: string }[]
  /** Badges beside the title. */
  readonly badges?: ComponentChildren
  /** Buttons at the end. */
  readonly actions?: ComponentChildren
}

/** The one h1 of a page. */
export function PageHeader({ title, subtitle, trail, badges, actions }: PageHeaderProps) {
  return (
    <header class="page-header">
      {trail && trail.length > 0 && (
        <nav aria-label="Breadcrumbs">
          <ol class="trail">
            {trail.map(({ label, href }, index) => (
              <li key={href}>
                <a href={href} dir="auto">
                  {label}
                </a>
                {index < trail.length - 1 && <Icon name="chevron-end" />}
              </li>
            ))}
          </ol>
        </nav>
      )}
      <div class="heading">
        <div class="heading-text">
          <h1>
            <bdi dir="auto">{title}</bdi> {badges}
          </h1>
          {subtitle && <p class="muted">{subtitle}</p>}
        </div>
        {actions && <div class="actions">{actions}</div>}
      </div>
    </header>
  )
}

type HeadingProps = {
  readonly title: ComponentChildren
  readonly level?: 2 | 3
  readonly subtitle?: ComponentChildren
  readonly actions?: ComponentChildren
  readonly id?: string
}

/** A heading within a page, outside of a Section. */
export function Heading({ title, level = 2, subtitle, actions, id }: HeadingProps) {
  const Level = level === 2 ? 'h2' : 'h3'
  return (
    <div class="heading">
      <div class="heading-text">
        <Level id={id}>{title}</Level>
        {subtitle && <p class="muted">{subtitle}</p>}
      </div>
      {actions && <div class="actions">{actions}</div>}
    </div>
  )
}
