import type { Load } from './load/job'

/** The value that this share (0 to 1) of all does not exceed; NaN where there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const around = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1)
  return around.reduce((sum, value) => sum + value, 0) / around.length
}

/** One server's part in a comparison: medians over the rounds. */
export interface Summary {
  /** Requests per second. */
  readonly rate: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly p999: number
  /** Microseconds of processor time that the server used for each request, all its threads together. */
  readonly cost?: number
  /** How much of one core the load generator used. */
  readonly busy: number
}

/** A load, and the processor time (s) it cost the server where that is known. */
export interface Turn extends Load {
  readonly cost?: number
}

/** Nothing can be said about a run in which something went wrong. */
export class Incomparable extends Error {
  override readonly name = 'Incomparable'
}

/** Errors: Incomparable where a turn has errors in it, or no answers. */
export function summarize(turns: readonly Turn[]): Summary {
  for (const turn of turns) refuseErrors(turn)
  const middle = (of: (turn: Turn) => number) => median(turns.map(of))
  const costs = turns.flatMap(({ cost, requests }) => (cost === undefined ? [] : [(cost * 1e6) / requests]))
  return {
    rate: middle(rateOf),
    p50: middle(({ p50 }) => p50),
    p99: middle(({ p99 }) => p99),
    p999: middle(({ p999 }) => p999),
    ...(costs.length > 0 && { cost: median(costs) }),
    busy: middle(({ busy }) => busy),
  }
}

/** How fast one server was, as a multiple of another that took turns with it: the median of the rounds. Errors: Incomparable. */
export function ratio(turns: readonly Turn[], others: readonly Turn[]): number {
  for (const turn of [...turns, ...others]) refuseErrors(turn)
  const ratios = turns.flatMap((turn, round) => {
    const other = others[round]
    return other ? rateOf(turn) / rateOf(other) : []
  })
  if (ratios.length < Math.max(turns.length, others.length)) throw new Incomparable('a turn has no counterpart')
  return median(ratios)
}

const rateOf = ({ requests, seconds }: Load) => requests / seconds

function refuseErrors({ requests, errors, error }: Load): void {
  if (errors > 0) throw new Incomparable(`${errors} of ${requests} answers were wrong; the first: ${error}`)
  if (requests === 0) throw new Incomparable('there was no answer')
}
