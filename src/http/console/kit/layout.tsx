import type { ComponentChildren } from 'preact'

type LayoutProps = { readonly children: ComponentChildren }

/** One below another. */
export function Stack({ children }: LayoutProps) {
  return <div class="stack">{children}</div>
}

/** Beside one another, going on in the next line where there is no room. */
export function Row({ children }: LayoutProps) {
  return <div class="row">{children}</div>
}

/** A wide part and a narrow one beside it; one below another on narrow screens. */
export function Columns({ children, aside }: LayoutProps & { readonly aside: ComponentChildren }) {
  return (
    <div class="columns">
      <div class="stack">{children}</div>
      <div class="stack">{aside}</div>
    </div>
  )
}

/** As many equal columns as there is room for. */
export function Grid({ children }: LayoutProps) {
  return <div class="grid">{children}</div>
}
