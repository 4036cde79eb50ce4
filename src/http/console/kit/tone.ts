import type { IconName } from './icon'

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info'

/** What says the tone to those who do not see colours. */
export const toneIcons: Readonly<Record<Tone, IconName>> = {
  neutral: 'dot',
  good: 'check',
  warn: 'warning',
  bad: 'cross',
  info: 'info',
}
