import type { Load } from './load/job'

/** What was measured otherwise than against the floor. */
export interface Table {
  readonly kind: 'table'
  readonly name: string
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** The numbers that targets are told by. */
  readonly values: Readonly<Record<string, number>>
  /** Why there is nothing to tell. */
  readonly refused?: string
}

/** A number with so many digits as say something. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3
  return value.toFixed(decimals)
}

/** A row for one load, under `loadColumns`. */
export function loadRow(name: string, { requests, seconds, p50, p99, p999, max }: Load): readonly string[] {
  return [name, ...[requests / seconds, p50, p99, p999, max].map(shown)]
}

export const loadColumns = ['reads', '/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'longest ms'] as const
