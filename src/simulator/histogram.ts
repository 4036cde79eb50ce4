/** Durations in buckets that are 1 % wide: the memory of a run does not grow with its requests. */
export type Histogram = {
  readonly add: (milliseconds: number) => void
  /** The duration that this share (0 to 1) of all did not exceed; 0 when there are none. */
  readonly quantile: (share: number) => number
}

const width = 1.01

export function createHistogram(): Histogram {
  const buckets = new Map<number, number>()
  let total = 0
  return {
    add(milliseconds) {
      const bucket = Math.round(Math.log(Math.max(milliseconds, 0.001)) / Math.log(width))
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1)
      total++
    },
    quantile(share) {
      let left = Math.max(1, Math.ceil(share * total))
      for (const [bucket, count] of [...buckets].sort(([a], [b]) => a - b)) {
        left -= count
        if (left <= 0) return width ** bucket
      }
      return 0
    },
  }
}
