import { Count } from './count'

type TabsProps = {
  /** Spoken: what the tabs are of. */
  readonly label: string
  readonly tabs: readonly {
    readonly label: string
    readonly href: string
    readonly current?: boolean
    readonly count?: number
  }[]
}

/** Links between the pages of one thing. */
export function Tabs({ label, tabs }: TabsProps) {
  return (
    <nav class="tabs" aria-label={label}>
      <ul>
        {tabs.map((tab) => (
          <li key={tab.href}>
            <a href={tab.href} aria-current={tab.current ? 'page' : undefined}>
              {tab.label}
              {tab.count !== undefined && (
                <span class="pill neutral">
                  <Count value={tab.count} />
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
