/** Lines with aligned columns: texts to the left, numbers to the right. */
export function table(names: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const columns = names.map((name, index) => {
    const cells = rows.map((row) => row[index] ?? '')
    const width = Math.max(name.length, ...cells.map((cell) => cell.length))
    const isNumeric = cells.every((cell) => /^[\d.]+$/.test(cell))
    return (cell: string) => (isNumeric ? cell.padStart(width) : cell.padEnd(width))
  })
  return [names, ...rows].map((row) =>
    columns
      .map((fit, index) => fit(row[index] ?? ''))
      .join('  ')
      .trimEnd(),
  )
}
