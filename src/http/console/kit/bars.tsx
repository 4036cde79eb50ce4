import { Count } from './count'

type Day = {
  readonly label: string
  readonly good: number
  readonly bad: number
}

type BarsProps = {
  readonly title: string
  readonly description?: string
  readonly days: readonly Day[]
  readonly words?: { readonly good: string; readonly bad: string }
}

/** Counts by day, the bad on top of the good; the same numbers are in a table for whoever does not see it. */
export function Bars({ title, description, days, words = { good: 'succeeded', bad: 'failed' } }: BarsProps) {
  const most = Math.max(1, ...days.map(({ good, bad }) => good + bad))
  return (
    <figure class="bars">
      <figcaption>
        <span class="strong">{title}</span>
        <span class="row muted">
          <Key kind="good" count={total(days, 'good')} word={words.good} />
          <Key kind="bad" count={total(days, 'bad')} word={words.bad} />
        </span>
      </figcaption>
      <svg class="bars-chart" width="100%" height={height} aria-hidden="true">
        <title>{title}</title>
        {description && <desc>{description}</desc>}
        <rect class="bars-line" x="0" y={height - 1} width="100%" height="1" />
        {days.map((day, index) => (
          <Bar key={index} day={day} index={index} of={days.length} most={most} words={words} />
        ))}
      </svg>
      <div class="bars-ends muted" aria-hidden="true">
        <span>{days.at(0)?.label}</span>
        <span>most: {<Count value={most} />}</span>
        <span>{days.at(-1)?.label}</span>
      </div>
      <div class="visually-hidden">
        <table>
          <caption>{description ?? title}</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">{words.good}</th>
              <th scope="col">{words.bad}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day, index) => (
              <tr key={index}>
                <th scope="row">{day.label}</th>
                <td>{day.good}</td>
                <td>{day.bad}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  )
}

const height = 96

type BarProps = Required<Pick<BarsProps, 'words'>> & {
  readonly day: Day
  readonly index: number
  readonly of: number
  readonly most: number
}

function Bar({ day, index, of, most, words }: BarProps) {
  const good = extent(day.good, most)
  const bad = extent(day.bad, most)
  const place = { x: percent((index + 0.14) / of), width: percent(0.72 / of) }
  return (
    <g class="bar">
      <title>{`${day.label}: ${day.good} ${words.good}, ${day.bad} ${words.bad}`}</title>
      <rect class="bar-room" fill="transparent" x={percent(index / of)} y="0" width={percent(1 / of)} height={height} />
      {good > 0 && <rect class="bar-good" {...place} y={height - 1 - good} height={good} rx="2" />}
      {bad > 0 && <rect class="bar-bad" {...place} y={height - 1 - good - bad} height={bad} rx="2" />}
    </g>
  )
}

/** What is not nothing can be seen. */
function extent(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(3, Math.round((count / most) * (height - 8)))
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(3))}%`
}

function Key({ kind, count, word }: { kind: 'good' | 'bad'; count: number; word: string }) {
  return (
    <span>
      <svg class="bars-key" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
        <rect class={`bar-${kind}`} width="10" height="10" rx="2" />
      </svg>
      <Count value={count} /> {word}
    </span>
  )
}

function total(days: readonly Day[], kind: 'good' | 'bad'): number {
  return days.reduce((sum, day) => sum + day[kind], 0)
}
