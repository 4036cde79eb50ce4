import { distance } from '../kit/time'

type ClockProps = {
  /** Both in milliseconds since 1970. */
  readonly ms: number
  readonly now: number
}

/** The time of the day to the second, in UTC, with the day where it is another one. */
export function Clock({ ms, now }: ClockProps) {
  const datetime = new Date(ms).toISOString()
  const isToday = datetime.slice(0, 10) === new Date(now).toISOString().slice(0, 10)
  return (
    <time class="numbers" dateTime={datetime} title={`${distance(ms, now)}, ${datetime}`}>
      {isToday ? '' : `${days.format(ms)} `}
      {datetime.slice(11, 19)}
    </time>
  )
}

const days = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' })
