import type { ComponentChildren } from 'preact'
import { Icon } from './icon'

/** One narrow card in the middle, for whoever is not signed in. */
export function CardLayout({ children }: { readonly children: ComponentChildren }) {
  return (
    <div class="lone">
      <header class="wordmark">
        <Icon name="mark" large />
        Rollcall
      </header>
      <main class="lone-card stack" id="main">
        {children}
      </main>
    </div>
  )
}
