/** How long (ms) before and behind the time that an id tells its event is looked for. */
export const windows = [
  [0, 1000],
  [1000, 60_000],
  [600_000, 600_000],
] as const

/** The time (ms) in a UUID of version 7 (RFC 9562 §5.7). */
export function timeOf(id: string): number | undefined {
  const [, high, low] = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/.exec(id) ?? []
  return high === undefined || low === undefined ? undefined : Number.parseInt(high + low, 16)
}
