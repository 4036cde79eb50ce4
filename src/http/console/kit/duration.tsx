/** Microseconds, in the unit that reads best. */
export function Duration({ us }: { readonly us: number }) {
  return <span class="numbers">{text(us)}</span>
}

function text(us: number): string {
  if (us < 1_000) return `${Math.round(us)} µs`
  if (us < 999_500) return `${short(us / 1_000)} ms`
  if (us < 59_500_000) return `${short(us / 1_000_000)} s`
  const seconds = Math.round(us / 1_000_000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

function short(value: number): string {
  return value < 10 ? value.toFixed(1) : Math.round(value).toString()
}
