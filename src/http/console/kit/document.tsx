import { type ComponentChildren, Fragment, h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { asset } from './asset'
import { CardLayout } from './card-layout'
import { Notice } from './notice'
import { Shell } from './shell'

export type Section = 'overview' | 'people' | 'groups' | 'connections' | 'events' | 'audit' | 'settings' | 'account'

export type Viewer = {
  readonly name: string
  readonly email: string
  readonly role: 'owner' | 'admin' | 'viewer' | 'member'
}

export type Page = {
  /** "· Rollcall" is added. */
  readonly title: string
  readonly organization?: { readonly name: string }
  /** Who is signed in; without a person the page is one narrow card. */
  readonly person?: Viewer
  readonly section?: Section
  /** What the last action did. */
  readonly notice?: { readonly kind: 'success' | 'warning' | 'error'; readonly text: string }
  /** What the whole organization should know, above everything else. */
  readonly banner?: ComponentChildren
  readonly children: ComponentChildren
}

/** The whole text of a page. */
export function document(page: Page): string {
  return `<!doctype html>${renderToString(<Html {...page} />)}`
}

/** The text of a part of a page, for what `Live` fetches. */
export function fragment(children: ComponentChildren): string {
  return renderToString(h(Fragment, null, children))
}

function Html({ title, organization, person, section, notice, banner, children }: Page) {
  const content = (
    <>
      {banner}
      {notice && <Notice kind={notice.kind}>{notice.text}</Notice>}
      {children}
    </>
  )
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Rollcall`}</title>
        <link rel="icon" type="image/svg+xml" href={asset('icons.svg')} />
        <link rel="stylesheet" href={asset('console.css')} />
        <script src={asset('console.js')} defer />
      </head>
      <body>
        {person ? (
          <Shell organization={organization} person={person} section={section}>
            {content}
          </Shell>
        ) : (
          <CardLayout>{content}</CardLayout>
        )}
        <div class="visually-hidden" role="status" data-announcer />
      </body>
    </html>
  )
}
