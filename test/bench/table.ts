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
