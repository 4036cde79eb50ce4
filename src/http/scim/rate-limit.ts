import { ScimError } from '../../scim/scim-error'

/** Takes so many requests a second from each bucket, which a connection has one of, for twice as many at once, and refuses the rest. It counts per process. */
export interface RateLimit {
  /** Errors: 429 with `Retry-After` in whole seconds. */
  admit(bucket: string, requestsPerSecond: number): void
}

interface Bucket {
  tokens: number
  filled: number
}

/** `now` gives ms, from any beginning. */
export function rateLimit(now: () => number): RateLimit {
  const buckets = new Map<string, Bucket>()
  return {
    admit(name, requestsPerSecond) {
      if (requestsPerSecond <= 0) return
      const time = now()
      const most = 2 * requestsPerSecond
      const bucket = buckets.get(name) ?? { tokens: most, filled: time }
      buckets.set(name, bucket)
      bucket.tokens = Math.min(most, bucket.tokens + ((time - bucket.filled) * requestsPerSecond) / 1000)
      bucket.filled = time
      if (bucket.tokens >= 1) {
        bucket.tokens--
        return
      }
      const wait = Math.max(1, Math.ceil((1 - bucket.tokens) / requestsPerSecond))
      throw new ScimError(
        429,
        `The connection takes ${requestsPerSecond} requests a second; try again in ${wait} s.`,
        undefined,
        {
          'retry-after': String(wait),
        },
      )
    },
  }
}
