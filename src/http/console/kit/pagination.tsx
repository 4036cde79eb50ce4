import type { ComponentChildren } from 'preact'
import { Count } from './count'
import { Icon } from './icon'

type PaginationProps = {
  /** Of the first and last row shown, counted from 1. */
  readonly from?: number
  readonly to?: number
  readonly total?: number
  /** The total is a lower bound: "10,000+". */
  readonly more?: boolean
  readonly previous?: string | undefined
  readonly next?: string | undefined
  /** The links say Newer and Older instead of Previous and Next. */
  readonly chronological?: boolean
}

export function Pagination({ from, to, total, more, previous, next, chronological }: PaginationProps) {
  const [before, after] = chronological ? ['Newer', 'Older'] : ['Previous', 'Next']
  return (
    <nav class="pagination" aria-label="Pages">
      <p class="muted numbers">
        {from !== undefined && to !== undefined && (
          <>
            <Count value={from} />–<Count value={to} />
          </>
        )}
        {total !== undefined && (
          <>
            {from !== undefined && ' of '}
            <Count value={total} />
            {more && '+'}
          </>
        )}
      </p>
      <div class="actions">
        <Step href={previous} rel="prev">
          <Icon name="chevron-start" />
          {before}
        </Step>
        <Step href={next} rel="next">
          {after}
          <Icon name="chevron-end" />
        </Step>
      </div>
    </nav>
  )
}

type StepProps = {
  readonly href: string | undefined
  readonly rel: 'prev' | 'next'
  readonly children: ComponentChildren
}

function Step({ href, rel, children }: StepProps) {
  if (href === undefined) {
    return (
      <button class="button secondary" type="button" disabled>
        {children}
      </button>
    )
  }
  return (
    <a class="button secondary" href={href} rel={rel}>
      {children}
    </a>
  )
}
