import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon'

type LinkCardProps = {
  readonly href: string
  readonly title: ComponentChildren
  readonly icon?: IconName
  /** Badges at the end of the title's line. */
  readonly badges?: ComponentChildren
  readonly children?: ComponentChildren
}

/** A card that leads somewhere: several of them in a Grid. */
export function LinkCard({ href, title, icon, badges, children }: LinkCardProps) {
  return (
    <div class="card link-card">
      <p class="link-card-title">
        {icon && <Icon name={icon} />}
        <a class="row-link strong" href={href}>
          <bdi dir="auto">{title}</bdi>
        </a>
        {badges}
      </p>
      {children && <div class="muted">{children}</div>}
    </div>
  )
}
