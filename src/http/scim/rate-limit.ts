import { ScimError } from '../../scim/scim-error'

/** Takes so many requests a second from each bucket, which a connection has one of, for twice as many at once, and refuses the rest. It counts per process. */
export interface RateLimit {
  /** Errors: 429 with `Retry-After` in whole seconds. */
  admit(bucket: string, requestsPerSecond: number): void
}

/** How many buckets are told apart at the same time; one is free again when it has not been used for two seconds. */
const buckets = 4096
/** At how many places a bucket may be. */
const places = 16
const second = 1_000_000_000n

/** What all threads of a process count in: of each bucket its name's hash, and when (ns) it is full again. */
export function rateLimitMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(buckets * 2 * 8)
}

/** `now` gives ms from any beginning, the same in all threads that share the memory. */
export function rateLimit(now: () => number, memory: SharedArrayBuffer = rateLimitMemory()): RateLimit {
  const words = new BigInt64Array(memory)
  return {
    admit(name, requestsPerSecond) {
      if (requestsPerSecond <= 0) return
      const time = BigInt(Math.round(now() * 1e6))
      const interval = BigInt(Math.round(1e9 / requestsPerSecond))
      const atOnce = (2n * BigInt(requestsPerSecond) - 1n) * interval
      const place = placeOf(words, name, time) + 1
      for (;;) {
        const full = Atomics.load(words, place)
        const due = full > time ? full : time
        const wait = due - time - atOnce
        if (wait > 0n) throw refused(requestsPerSecond, Number((wait + second - 1n) / second))
        if (Atomics.compareExchange(words, place, full, due + interval) === full) return
      }
    },
  }
}

/** Where the bucket's name is: one that is full already makes room for another; where none is, two share one. */
function placeOf(words: BigInt64Array, name: string, time: bigint): number {
  const hash = Bun.hash(name) as bigint
  const key = BigInt.asIntN(64, hash) || 1n
  const start = Number(hash % BigInt(buckets))
  const candidates = Array.from({ length: places }, (_, index) => 2 * ((start + index) % buckets))
  const known = candidates.find((place) => Atomics.load(words, place) === key)
  if (known !== undefined) return known
  for (const place of candidates) {
    const other = Atomics.load(words, place)
    if (other !== 0n && Atomics.load(words, place + 1) > time) continue
    const found = Atomics.compareExchange(words, place, other, key)
    if (found === other || found === key) return place
  }
  return 2 * start
}

function refused(requestsPerSecond: number, wait: number): ScimError {
  return new ScimError(
    429,
    `The connection takes ${requestsPerSecond} requests a second; try again in ${wait} s.`,
    undefined,
    { 'retry-after': String(wait) },
  )
}
