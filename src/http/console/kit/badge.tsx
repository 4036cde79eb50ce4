import type { ComponentChildren } from 'preact'
import { Icon } from './icon'
import { type Tone, toneIcons } from './tone'

type BadgeProps = {
  readonly tone?: Tone
  readonly children: ComponentChildren
}

/** A word about a state: its tone is told by an icon as well as by colour. */
export function Badge({ tone = 'neutral', children }: BadgeProps) {
  return (
    <span class={`badge ${tone}`}>
      {tone !== 'neutral' && <Icon name={toneIcons[tone]} />}
      <span class="truncated">{children}</span>
    </span>
  )
}

type StatusDotProps = {
  readonly tone: Tone
  /** Shown beside the dot, or only spoken. */
  readonly label: string
  readonly labelHidden?: boolean
}

export function StatusDot({ tone, label, labelHidden }: StatusDotProps) {
  return (
    <span class="status">
      <svg class={`status-dot ${tone}`} viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
        {tone === 'bad' ? (
          <path d="M5 0 10 5 5 10 0 5Z" />
        ) : tone === 'warn' ? (
          <path d="M5 .5 10 9.5H0Z" />
        ) : (
          <circle cx="5" cy="5" r={tone === 'neutral' ? 3.5 : 4.5} />
        )}
      </svg>
      <span class={labelHidden ? 'visually-hidden' : undefined}>{label}</span>
    </span>
  )
}
