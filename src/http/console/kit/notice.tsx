import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon'

type NoticeProps = {
  readonly kind: 'success' | 'info' | 'warning' | 'error'
  readonly title?: string
  readonly actions?: ComponentChildren
  readonly children?: ComponentChildren
}

export function Notice({ kind, title, actions, children }: NoticeProps) {
  return (
    <div class={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <Icon name={icons[kind]} label={labels[kind]} />
      <div class="notice-text">
        {title && <p class="strong">{title}</p>}
        {children && <div>{children}</div>}
        {actions && <div class="actions">{actions}</div>}
      </div>
    </div>
  )
}

const icons: Readonly<Record<NoticeProps['kind'], IconName>> = {
  success: 'success',
  info: 'info',
  warning: 'warning',
  error: 'error',
}

const labels: Readonly<Record<NoticeProps['kind'], string>> = {
  success: 'Done:',
  info: 'Note:',
  warning: 'Warning:',
  error: 'Error:',
}
