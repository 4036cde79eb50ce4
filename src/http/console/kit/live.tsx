import type { ComponentChildren } from 'preact'
import { Icon } from './icon'

export type LiveSource = {
  /** Answers with an HTML fragment, or 204. Its header `x-next` is the address to ask next; an empty one ends it. */
  readonly url: string
  /** Milliseconds. */
  readonly every?: number
  readonly mode?: 'replace' | 'prepend' | 'append'
  /** For a LiveToggle to name. */
  readonly id?: string
  /** So many children are kept. */
  readonly keep?: number
}

export function liveAttributes({ url, every = 2000, mode = 'replace', id, keep }: LiveSource) {
  return { id, 'data-live': url, 'data-every': every, 'data-mode': mode, 'data-keep': keep }
}

type LiveProps = LiveSource & {
  /** Whether changes are spoken. */
  readonly announced?: boolean
  readonly children?: ComponentChildren
}

/** A region that keeps itself up to date where scripts run, and shows what it was given elsewhere. */
export function Live({ announced, children, ...source }: LiveProps) {
  return (
    <div aria-live={announced ? 'polite' : undefined} {...liveAttributes(source)}>
      {children}
    </div>
  )
}

/** Says whether a region is live, and pauses it; shown where scripts run. */
export function LiveToggle({ region }: { readonly region: string }) {
  return (
    <button class="button secondary live-toggle" type="button" hidden aria-controls={region} data-live-toggle={region}>
      <span class="live-on">
        <span class="pulse" />
        Live
      </span>
      <span class="live-off">
        <Icon name="play" />
        Paused
      </span>
    </button>
  )
}
