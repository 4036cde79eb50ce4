type CountProps = {
  readonly value: number
  /** In the singular; "s" is added, or `plural` used. */
  readonly noun?: string
  readonly plural?: string
}

export function Count({ value, noun, plural }: CountProps) {
  return (
    <span class="numbers">
      {format.format(value)}
      {noun && ` ${value === 1 ? noun : (plural ?? `${noun}s`)}`}
    </span>
  )
}

const format = new Intl.NumberFormat('en')
