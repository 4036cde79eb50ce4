/** A line of CSV (RFC 4180) that no spreadsheet takes for formulas. */
export function csvLine(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map((value) => cell(value)).join(',')}\r\n`
}

function cell(value: string | number | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value)
  const harmless = /^[\s\p{Cf}]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
