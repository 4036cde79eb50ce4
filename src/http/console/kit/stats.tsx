import type { ComponentChildren } from 'preact'

type Stat = {
  readonly label: string
  readonly value: ComponentChildren
  readonly hint?: ComponentChildren
  readonly href?: string
}

/** A few numbers side by side. */
export function Stats({ stats }: { readonly stats: readonly Stat[] }) {
  return (
    <dl class="stats">
      {stats.map(({ label, value, hint, href }) => (
        <div key={label}>
          <dt>{href ? <a href={href}>{label}</a> : label}</dt>
          <dd class="stat-value numbers">{value}</dd>
          {hint && <dd class="hint">{hint}</dd>}
        </div>
      ))}
    </dl>
  )
}
