type TimeProps = {
  /** Both in milliseconds since 1970. */
  readonly ms: number
  readonly now: number
  readonly show?: 'relative' | 'absolute' | 'both'
}

/** A moment: how long ago, with the exact time in UTC at hand. */
export function Time({ ms, now, show = 'relative' }: TimeProps) {
  const datetime = new Date(ms).toISOString()
  const absolute = `${datetime.slice(0, 10)} ${datetime.slice(11, 19)} UTC`
  if (show === 'absolute') {
    return (
      <time class="numbers" dateTime={datetime}>
        {absolute}
      </time>
    )
  }
  const relative = (
    <time class="numbers" dateTime={datetime} title={absolute} data-relative>
      {distance(ms, now)}
    </time>
  )
  if (show === 'relative') return relative
  return (
    <span>
      <span class="numbers">{absolute}</span> <span class="muted">({relative})</span>
    </span>
  )
}

/** In the words of public/console.js, which refreshes them. */
export function distance(ms: number, now: number): string {
  const seconds = Math.round((ms - now) / 1000)
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return words.format(Math.trunc(seconds / length), unit)
  }
  return Math.abs(seconds) < 5 ? 'just now' : words.format(seconds, 'second')
}

const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' })

const units = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const
