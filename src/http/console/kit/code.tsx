import type { ComponentChildren } from 'preact'
import { CopyButton } from './copy-button'

export function Code({ children }: { readonly children: ComponentChildren }) {
  return <code class="code">{children}</code>
}

type CodeBlockProps = {
  readonly text: string
  /** Unique on its page; with it the block can be copied. */
  readonly copyId?: string
  /** Above the block: a language or what it is. */
  readonly label?: string
  /** Long lines wrap; otherwise the block scrolls. */
  readonly wrap?: boolean
  /** The text dressed up; it reads the same. */
  readonly children?: ComponentChildren
}

export function CodeBlock({ text, copyId, label, wrap, children }: CodeBlockProps) {
  return (
    <div class="code-block">
      {(label || copyId) && (
        <div class="code-head">
          <span>{label}</span>
          {copyId && <CopyButton from={copyId} what={label ?? 'code'} />}
        </div>
      )}
      <pre class={wrap ? 'wraps' : undefined} {...(wrap ? {} : scrolling(label ?? 'Code'))}>
        <code id={copyId} dir="ltr">
          {children ?? text}
        </code>
      </pre>
    </div>
  )
}

/** What scrolls must be reached by keyboard. */
function scrolling(label: string) {
  return { tabIndex: 0, role: 'region' as const, 'aria-label': label }
}
