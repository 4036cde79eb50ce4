import { Icon } from './icon'

type CopyButtonProps = {
  /** The id of the element whose value or text is copied. */
  readonly from: string
  /** Spoken: what is copied. */
  readonly what: string
}

/** Shown where scripts run. */
export function CopyButton({ from, what }: CopyButtonProps) {
  return (
    <button class="button secondary copy" type="button" hidden data-copy={from} aria-label={`Copy ${what}`}>
      <span class="copy-idle">
        <Icon name="copy" />
        Copy
      </span>
      <span class="copy-done">
        <Icon name="check" />
        Copied
      </span>
    </button>
  )
}
