import { asset } from './asset'

export const iconNames = [
  'account',
  'activity',
  'arrow-end',
  'audit',
  'book',
  'building',
  'calendar',
  'check',
  'chevron-end',
  'chevron-start',
  'clock',
  'code',
  'connections',
  'copy',
  'cross',
  'dot',
  'download',
  'edit',
  'error',
  'external',
  'eye',
  'filter',
  'groups',
  'inbox',
  'info',
  'key',
  'link',
  'lock',
  'mail',
  'mark',
  'menu',
  'minus',
  'overview',
  'pause',
  'people',
  'person-add',
  'play',
  'plus',
  'refresh',
  'restore',
  'search',
  'settings',
  'shield',
  'sign-out',
  'success',
  'trash',
  'warning',
] as const

export type IconName = (typeof iconNames)[number]

type IconProps = {
  readonly name: IconName
  /** Spoken; without it the icon is decoration. */
  readonly label?: string
  readonly large?: boolean
}

export function Icon({ name, label, large }: IconProps) {
  return (
    <svg
      class={large ? 'icon large' : 'icon'}
      viewBox="0 0 24 24"
      width="24"
      height="24"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : 'true'}
    >
      <use href={`${asset('icons.svg')}#${name}`} />
    </svg>
  )
}
