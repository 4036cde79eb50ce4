import type { Section, Viewer } from './document'
import { Icon, type IconName } from './icon'

type NavigationProps = {
  readonly role: Viewer['role']
  readonly section: Section | undefined
}

export function Navigation({ role, section }: NavigationProps) {
  const manages = role === 'owner' || role === 'admin'
  return (
    <nav aria-label="Main">
      <ul class="navigation">
        {places
          .filter((place) => manages || !place.managed)
          .map((place) => (
            <li key={place.section}>
              <a href={place.href} aria-current={place.section === section ? 'page' : undefined}>
                <Icon name={place.icon} />
                {place.label}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  )
}

type Place = {
  readonly section: Section
  readonly href: string
  readonly label: string
  readonly icon: IconName
  /** Shown to owners and admins only. */
  readonly managed?: boolean
}

const places: readonly Place[] = [
  { section: 'overview', href: '/', label: 'Overview', icon: 'overview' },
  { section: 'people', href: '/people', label: 'People', icon: 'people' },
  { section: 'groups', href: '/groups', label: 'Groups', icon: 'groups' },
  { section: 'connections', href: '/connections', label: 'Connections', icon: 'connections' },
  { section: 'events', href: '/events', label: 'Events', icon: 'activity' },
  { section: 'audit', href: '/audit', label: 'Audit log', icon: 'audit', managed: true },
  { section: 'settings', href: '/settings', label: 'Settings', icon: 'settings', managed: true },
]
