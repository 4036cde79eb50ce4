import type { ComponentChildren } from 'preact'
import { brief } from './brief'

type TextProps = { readonly children: ComponentChildren }

/** Paragraphs, lists and links to read. */
export function Prose({ children }: TextProps) {
  return <div class="prose">{children}</div>
}

export function Muted({ children }: TextProps) {
  return <span class="muted">{children}</span>
}

export function Monospace({ children }: TextProps) {
  return <span class="monospace">{children}</span>
}

/** What somebody else wrote: it runs in its own direction, and breaks rather than pushes. */
export function UserText({ children }: TextProps) {
  return <bdi dir="auto">{children}</bdi>
}

/** One line, cut off where there is no room; more of it is in its title. */
export function Truncated({ text }: { readonly text: string }) {
  const shown = brief(text)
  return (
    <bdi class="truncated" dir="auto" title={shown}>
      {shown}
    </bdi>
  )
}

/** Says to screen readers what the eye sees otherwise. */
export function Spoken({ children }: TextProps) {
  return <span class="visually-hidden">{children}</span>
}

type DisclosureProps = TextProps & {
  readonly summary: ComponentChildren
  readonly open?: boolean
}

/** Details for those who ask. */
export function Disclosure({ summary, open, children }: DisclosureProps) {
  return (
    <details class="disclosure" open={open}>
      <summary>{summary}</summary>
      <div class="stack">{children}</div>
    </details>
  )
}
