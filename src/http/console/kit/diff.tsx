type DiffRow = {
  readonly path: string
  /** Absent: it was added. */
  readonly before?: string | undefined
  /** Absent: it was removed. */
  readonly after?: string | undefined
}

/** What changed, attribute by attribute. */
export function Diff({ rows }: { readonly rows: readonly DiffRow[] }) {
  return (
    <table class="diff">
      <caption class="visually-hidden">What changed</caption>
      <thead class="visually-hidden">
        <tr>
          <th scope="col">Attribute</th>
          <th scope="col">Kind</th>
          <th scope="col">Before and after</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.path} class={kind(row)}>
            <th scope="row">{row.path}</th>
            <td class="diff-kind">{kind(row)}</td>
            <td class="diff-values">
              {row.before !== undefined && (
                <del class="bad">
                  <span class="visually-hidden">before: </span>
                  <bdi dir="auto">{row.before}</bdi>
                </del>
              )}
              {row.after !== undefined && (
                <ins class="good">
                  <span class="visually-hidden">after: </span>
                  <bdi dir="auto">{row.after}</bdi>
                </ins>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function kind({ before, after }: DiffRow): 'added' | 'removed' | 'changed' {
  if (before === undefined) return 'added'
  return after === undefined ? 'removed' : 'changed'
}
