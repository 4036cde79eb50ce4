import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon'
import type { Tone } from './tone'

type TimelineProps = {
  readonly entries: readonly {
    readonly title: ComponentChildren
    readonly icon?: IconName
    readonly tone?: Tone
    /** Who and when. */
    readonly meta?: ComponentChildren
    readonly children?: ComponentChildren
  }[]
}

/** What happened, one below another. */
export function Timeline({ entries }: TimelineProps) {
  return (
    <ol class="timeline">
      {entries.map(({ title, icon = 'dot', tone = 'neutral', meta, children }, index) => (
        <li key={index}>
          <span class={`timeline-icon badge ${tone}`}>
            <Icon name={icon} />
          </span>
          <div class="stack">
            <div>
              <p class="strong">{title}</p>
              {meta && <p class="muted">{meta}</p>}
            </div>
            {children}
          </div>
        </li>
      ))}
    </ol>
  )
}
