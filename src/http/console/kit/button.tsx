import type { ComponentChildren } from 'preact'
import { HiddenFields, type HiddenValues } from './hidden-fields'
import { Icon, type IconName } from './icon'

type Look = {
  readonly kind?: 'primary' | 'secondary' | 'danger' | 'quiet'
  readonly icon?: IconName
  readonly children: ComponentChildren
}

type ButtonProps = Look & {
  readonly type?: 'submit' | 'button' | 'reset'
  readonly name?: string
  readonly value?: string
  readonly disabled?: boolean
  /** The id of a form elsewhere on the page. */
  readonly form?: string
  /** Spoken instead of the text, when several buttons say the same. */
  readonly label?: string
}

export function Button({ kind = 'primary', icon, children, type = 'submit', label, ...rest }: ButtonProps) {
  return (
    <button class={`button ${kind}`} type={type} aria-label={label} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

type ButtonLinkProps = Look & {
  readonly href: string
  readonly download?: boolean
  readonly label?: string
}

export function ButtonLink({ kind = 'secondary', icon, children, href, download, label }: ButtonLinkProps) {
  return (
    <a class={`button ${kind}`} href={href} download={download} aria-label={label}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  )
}

type ButtonFormProps = ButtonProps & {
  readonly action: string
  readonly hidden?: HiddenValues
}

/** One button that posts. */
export function ButtonForm({ action, hidden, kind = 'secondary', ...button }: ButtonFormProps) {
  return (
    <form class="inline" action={action} method="post">
      <HiddenFields values={hidden} />
      <Button kind={kind} {...button} />
    </form>
  )
}
