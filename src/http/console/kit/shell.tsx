import type { ComponentChildren } from 'preact'
import { Avatar } from './avatar'
import type { Section, Viewer } from './document'
import { Icon } from './icon'
import { Navigation } from './navigation'

type ShellProps = {
  readonly organization: { readonly name: string } | undefined
  readonly person: Viewer
  readonly section: Section | undefined
  readonly children: ComponentChildren
}

/** What surrounds every page of the signed in: a bar on top, and the navigation beside or, on narrow screens, in a menu. */
export function Shell({ organization, person, section, children }: ShellProps) {
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="top">
        <a class="home" href="/">
          <Icon name="mark" label="Rollcall" large />
          {organization && (
            <bdi class="truncated" dir="auto" title={organization.name}>
              {organization.name}
            </bdi>
          )}
        </a>
        <div class="top-account">
          <Account person={person} section={section} />
        </div>
        <details class="menu">
          <summary>
            <Icon name="menu" />
            Menu
          </summary>
          <div class="menu-panel">
            <Navigation role={person.role} section={section} />
            <Account person={person} section={section} />
          </div>
        </details>
      </header>
      <div class="shell">
        <div class="sidebar">
          <Navigation role={person.role} section={section} />
        </div>
        <main class="content stack" id="main">
          {children}
        </main>
      </div>
    </>
  )
}

function Account({ person, section }: Pick<ShellProps, 'person' | 'section'>) {
  return (
    <>
      <a class="account" href="/account" aria-current={section === 'account' ? 'page' : undefined}>
        <Avatar name={person.name || person.email} />
        <span class="visually-hidden">Account of </span>
        <bdi class="truncated" dir="auto" title={`${person.name} <${person.email}>, ${person.role}`}>
          {person.name || person.email}
        </bdi>
      </a>
      <form class="inline" method="post" action="/sign-out">
        <button class="button quiet" type="submit">
          <Icon name="sign-out" />
          Sign out
        </button>
      </form>
    </>
  )
}
