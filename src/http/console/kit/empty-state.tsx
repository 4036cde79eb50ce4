import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon'

type EmptyStateProps = {
  readonly icon: IconName
  readonly title: string
  readonly action?: ComponentChildren
  /** What to do about it. */
  readonly children?: ComponentChildren
}

export function EmptyState({ icon, title, action, children }: EmptyStateProps) {
  return (
    <div class="empty">
      <span class="empty-icon neutral">
        <Icon name={icon} large />
      </span>
      <p class="strong">{title}</p>
      {children && <div class="muted">{children}</div>}
      {action && <div class="actions">{action}</div>}
    </div>
  )
}
